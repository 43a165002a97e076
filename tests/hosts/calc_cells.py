"""LibreOffice Calc with the extension: every golden call as an array formula in real cells.

Run by the Python that has LibreOffice's `uno`: reads {"extension", "calls", "workbook"} on standard input; the answers,
what the function wizard says, and the workbook worked out from scratch and saved by Calc (in base 64).
"""

import base64
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue

ERRORS = {521: "#NULL!", 532: "#DIV/0!", 519: "#VALUE!", 524: "#REF!", 525: "#NAME?", 503: "#NUM!", 32767: "#N/A"}


NOBODY = 65534


def as_an_ordinary_user(profile):
    """Give up root, which `unopkg` refuses: one user makes the profile, adds the extension and starts Calc."""
    if os.geteuid() == 0:
        os.chown(profile, NOBODY, NOBODY)
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    os.environ["HOME"] = profile


def said(profile, program, *options):
    """Run one of LibreOffice's programs on a profile to its end."""
    command = [program, f"-env:UserInstallation={Path(profile).as_uri()}", *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False)
    if done.returncode:
        raise SystemExit(f"{program} ended with status {done.returncode}: {done.stdout.decode()}")
    return done.stdout.decode()


def used_once(profile):
    """Let LibreOffice make a profile and end: its first start does things that no later one does."""
    said(profile, "soffice", "--headless", "--norestore", "--terminate_after_init")
    if not (Path(profile) / "user" / "extensions" / "buildid").exists():
        raise SystemExit("LibreOffice has not finished its first start: the profile has no user/extensions/buildid.")


def installed(extension, profile):
    """Add the extension to a profile that has been used once, as a user's has; what `unopkg` says.

    In this order. LibreOffice's first start on a profile takes out every extension it finds, adds it again and starts
    a second time; when that first process dies on its way out, the extension is lost from the profile without a word.
    """
    used_once(profile)
    return said(profile, "unopkg", "add", "-f", extension)


def started(profile):
    """LibreOffice on this profile, and its context."""
    pipe = "mkip" + uuid.uuid4().hex
    command = ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore", "--nologo",
               f"--accept=pipe,name={pipe};urp;"]  # fmt: skip
    log = Path(profile) / "soffice.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(1000):
        if process.poll() is not None:
            raise SystemExit(f"LibreOffice ended with status {process.returncode} at its start: {log.read_text()}")
        try:
            return process, resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # noqa: BLE001  not there yet, in whatever words
            time.sleep(0.1)
    process.kill()
    raise SystemExit(f"LibreOffice did not answer within 100 seconds: {log.read_text()}")


def wizard_of(context):
    """What the function wizard says of each function of the extension."""
    descriptions = context.ServiceManager.createInstanceWithContext("com.sun.star.sheet.FunctionDescriptions", context)
    functions = [{one.Name: one.Value for one in descriptions.getByIndex(place)} for place in range(descriptions.Count)]
    return {
        one["Name"]: {
            "description": one["Description"],
            "arguments": {argument.Name: argument.Description for argument in one["Arguments"]},
        }
        for one in functions
        if one["Name"].startswith("MKIP_")
    }


def desktop_of(context):
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def stopped(process, context):
    """End LibreOffice and wait for it."""
    with contextlib.suppress(Exception):
        desktop_of(context).terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()


def column_name(number):
    name = ""
    while True:
        number, rest = divmod(number, 26)
        name = chr(65 + rest) + name
        if number == 0:
            return name
        number -= 1


def put(sheet, row, column, value):
    """One argument into cells from a place on; the reference to it."""
    rows = value if isinstance(value, list) else [[value]]
    for down, cells in enumerate(rows):
        for across, cell in enumerate(cells):
            target = sheet.getCellByPosition(column + across, row + down)
            if cell is None:
                continue
            if isinstance(cell, bool):
                target.Formula = "=TRUE()" if cell else "=FALSE()"
            elif isinstance(cell, str) and cell.startswith("#"):
                target.Formula = {"#N/A": "=NA()", "#DIV/0!": "=1/0", "#NUM!": "=10^1000", "#VALUE!": '="a"+1'}.get(
                    cell, "=" + cell
                )
            elif isinstance(cell, str):
                target.String = cell
            else:
                target.Value = cell
    first = f"{column_name(column)}{row + 1}"
    if len(rows) == 1 and len(rows[0]) == 1:
        return first
    return f"{first}:{column_name(column + len(rows[0]) - 1)}{row + len(rows)}"


def shown(cell):
    code = cell.getError()
    if code:
        return {"error": ERRORS.get(code, f"Err:{code}")}
    kind = cell.FormulaResultType2
    return cell.String if kind == 2 else cell.Value


def main():
    given = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as profile:
        extension, workbook, saved = (Path(profile) / name for name in ("mkip.oxt", "given.xlsx", "saved.xlsx"))
        for source, copy in ((given["extension"], extension), (given["workbook"], workbook)):
            shutil.copyfile(source, copy).chmod(0o644)
        as_an_ordinary_user(profile)
        answer = installed(str(extension), profile)
        process, context = started(profile)
        try:
            wizard = wizard_of(context)
            if not wizard:
                raise SystemExit(f"LibreOffice runs without the extension. When it was added: {answer or 'no word'}")
            answers = answers_in_cells(opened(context, "private:factory/scalc"), given["calls"])
            document = opened(context, workbook.as_uri())
            document.calculateAll()
            document.storeToURL(saved.as_uri(), (PropertyValue("FilterName", 0, "Calc MS Excel 2007 XML", 0),))
            document.close(False)
        finally:
            stopped(process, context)
        found = {"answers": answers, "wizard": wizard, "saved": base64.b64encode(saved.read_bytes()).decode()}
    json.dump(found, sys.stdout)


def opened(context, address):
    """A document that nobody sees."""
    hidden = PropertyValue("Hidden", 0, True, 0)
    return desktop_of(context).loadComponentFromURL(address, "_blank", 0, (hidden,))


def answers_in_cells(document, calls):
    """What the cells show for each call; a call "as_arrays" is given its ranges as arrays."""
    sheet = document.Sheets.getByIndex(0)
    answers, row = [], 0
    for case in calls:
        references, column, height = [], 0, 1
        for value in case["args"]:
            if value is None:
                references.append("")
                continue
            reference = put(sheet, row, column, value)
            references.append(f"{reference}+0" if case.get("as_arrays") else reference)
            rows = value if isinstance(value, list) else [[value]]
            column += len(rows[0]) + 1
            height = max(height, len(rows))
        answer = case.get("in Calc", case["answer"])
        expected = answer if isinstance(answer, list) else [[answer]]
        start = max(column, 1) + 40
        target = sheet.getCellRangeByPosition(start, row, start + len(expected[0]) - 1, row + len(expected) - 1)
        target.setArrayFormula(f"={case['call']}({';'.join(references)})")
        found = [
            [shown(target.getCellByPosition(across, down)) for across in range(len(expected[0]))]
            for down in range(len(expected))
        ]
        answers.append(found[0][0] if isinstance(found[0][0], dict) else found)
        row += max(height, len(expected)) + 1
    document.close(False)
    return answers


if __name__ == "__main__":
    main()
