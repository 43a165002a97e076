"""Our VBA run by LibreOffice Basic, which reads the project in the .xlsm: what the bridge makes of cells and errors.

Run by the Python that has LibreOffice's `uno`: reads {"workbook", "expressions"}; answers the text of each expression.
"""

import json
import sys
import tempfile
from pathlib import Path

from calc_cells import PropertyValue, desktop_of, started, stopped, used_once


def main():
    given = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as profile:
        used_once(profile)
        process, context = started(profile)
        try:
            how = (PropertyValue("Hidden", 0, True, 0), PropertyValue("MacroExecutionMode", 0, 4, 0))
            address = Path(given["workbook"]).as_uri()
            document = desktop_of(context).loadComponentFromURL(address, "_blank", 0, how)
            library = document.BasicLibraries.getByName("mkip_xl")
            sources = {name: library.getByName(name) for name in library.ElementNames}
            lines = ["Option VBASupport 1"]
            for number, expression in enumerate(given["expressions"]):
                lines += [f"Public Function Probe{number}()", f"    Probe{number} = {expression}", "End Function"]
            library.insertByName("MkipProbe", "\n".join(lines))
            provider = document.getScriptProvider()
            answers = []
            for number in range(len(given["expressions"])):
                name = f"vnd.sun.star.script:mkip_xl.MkipProbe.Probe{number}?language=Basic&location=document"
                answers.append(provider.getScript(name).invoke((), (), ())[0])
            document.close(False)
        finally:
            stopped(process, context)
    json.dump({"sources": sources, "answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
