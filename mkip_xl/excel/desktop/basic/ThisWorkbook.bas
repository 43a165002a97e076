Option Explicit

Private Sub Workbook_Open()
    MkipDescribeAll
End Sub
