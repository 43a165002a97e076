"""The reader's corpus: hostile, odd and faulty workbooks, made by script, each with what is expected of it.

`python tests/workbook/corpus FOLDER` writes every file, and the expected table as `expected.json`.
"""
