Option Explicit
' Why a cell shows an error. Written from the catalogue of mkip_xl: the next release replaces it.

Private mReasons As Collection

' Why the active cell shows an error, in plain words. Press Alt+F8, type MkipWhy and press Run.
Public Sub MkipWhy()
    Dim cell As Range, reason As String
    Set cell = ActiveCell
    If cell.HasArray Then Set cell = cell.CurrentArray.Cells(1, 1)
    If Not IsError(cell.Value) Then
        reason = "This cell shows no error."
    Else
        reason = "Nothing is noted for this cell. Recalculate it (F2, Enter) and ask again."
        On Error Resume Next
        reason = mReasons(cell.Address(External:=True))
        On Error GoTo 0
    End If
    MsgBox reason, vbInformation, "MKIP functions"
End Sub

' Keep the reason for the cell that is being calculated.
Public Sub MkipRemember(ByVal reason As String)
    Dim where As String
    On Error Resume Next
    If mReasons Is Nothing Then Set mReasons = New Collection
    where = Application.Caller.Cells(1, 1).Address(External:=True)
    If where = "" Then Exit Sub
    mReasons.Remove where
    mReasons.Add reason, where
End Sub
