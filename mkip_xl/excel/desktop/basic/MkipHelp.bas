Option Explicit
Option Private Module
' Written from the catalogue of mkip_xl. Do not edit: the next release replaces it.

Private Sub MkipDescribe(ByVal functionName As String, ByVal description As String, ByVal argumentHelp As Variant)
    Application.MacroOptions Macro:="'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & functionName, _
        Description:=description, Category:="MKIP shared services", ArgumentDescriptions:=argumentHelp
End Sub

' Excel sets help only for a workbook it shows, so an add-in is shown for the moment this takes.
Public Sub MkipDescribeAll()
    Dim wasAddIn As Boolean, wasSaved As Boolean, wasUpdating As Boolean
    On Error GoTo Finish
    wasAddIn = ThisWorkbook.IsAddin
    wasSaved = ThisWorkbook.Saved
    wasUpdating = Application.ScreenUpdating
    Application.ScreenUpdating = False
    If wasAddIn Then ThisWorkbook.IsAddin = False
    MkipDescribeEach
Finish:
    If wasAddIn Then ThisWorkbook.IsAddin = True
    ThisWorkbook.Saved = wasSaved
    Application.ScreenUpdating = wasUpdating
End Sub

Private Sub MkipDescribeEach()
