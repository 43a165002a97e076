"""From the tables of a finance workbook to the model."""
