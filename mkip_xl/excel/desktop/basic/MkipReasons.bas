Option Explicit
' Why a cell shows an error. Written from the catalogue of mkip_xl: the next release replaces it.

Private mReasons As Collection

' Why the active cell shows an error, in plain words. Run it from the list of macros (Alt+F8).
Public Sub MkipWhy()
    Dim reason As String
    reason = "Nothing is noted for this cell. Recalculate it (F2, Enter) and ask again."
    On Error Resume Next
    reason = mReasons(ActiveCell.Address(External:=True))
    On Error GoTo 0
    MsgBox reason, vbInformation, "MKIP functions"
End Sub

' Keep the reason for the cell that is being calculated.
Public Sub MkipRemember(ByVal reason As String)
    Dim where As String
    On Error Resume Next
    If mReasons Is Nothing Then Set mReasons = New Collection
    where = Application.Caller.Address(External:=True)
    If where = "" Then Exit Sub
    mReasons.Remove where
    mReasons.Add reason, where
End Sub
