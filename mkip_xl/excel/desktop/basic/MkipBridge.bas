Option Explicit
Option Private Module
' Carries cells to Python and answers back, through the library that xlwings 0.0.0 brings (BSD-3-Clause).
' `mkip-xl excel install` writes the file this module reads: which Python, and where that library is.

#If Mac Then
#ElseIf Win64 Then
Private Declare PtrSafe Function LoadLibrary Lib "kernel32" Alias "LoadLibraryW" (ByVal path As LongPtr) As LongPtr
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-0.0.0.dll" (ByRef server As Variant, _
    Optional ByVal command As String = "", Optional ByVal mode As Long = 1) As Long
#Else
Private Declare PtrSafe Function LoadLibrary Lib "kernel32" Alias "LoadLibraryW" (ByVal path As LongPtr) As LongPtr
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-0.0.0.dll" (ByRef server As Variant, _
    Optional ByVal command As String = "", Optional ByVal mode As Long = 1) As Long
#End If

Private Const MostCells As Long = 200000
Private mPython As String
Private mLibraries As String

' The cells of one argument as Python takes them: values, with errors as their text and a missing argument as empty.
Public Function MkipSent(Optional ByRef given As Variant) As Variant
    Dim values As Variant, row As Long, column As Long
    If IsMissing(given) Then
        MkipSent = Empty
        Exit Function
    End If
    If IsObject(given) Then
        values = MkipValues(given)
    Else
        values = given
    End If
    If Not IsArray(values) Then
        MkipSent = MkipCell(values)
        Exit Function
    End If
    If MkipDimensions(values) = 1 Then
        For column = LBound(values) To UBound(values)
            values(column) = MkipCell(values(column))
        Next column
    Else
        For row = LBound(values, 1) To UBound(values, 1)
            For column = LBound(values, 2) To UBound(values, 2)
                If IsError(values(row, column)) Then values(row, column) = MkipCell(values(row, column))
            Next column
        Next row
    End If
    MkipSent = values
End Function

' What the cell shows: the value or the spill that Python answers, or a real error. The reason is kept for the macro MkipWhy.
Public Function MkipAnswer(ByVal functionName As String, ByVal sent As Variant) As Variant
    Dim answer As Variant, parts As Variant
    On Error GoTo Failed
    answer = MkipPython().CallUDF("mkip_xl.excel.desktop.entry", "mkip_answer", MkipCall(functionName, sent))
    If VarType(answer) = vbString Then
        If Left$(answer, 1) = Chr$(2) Then
            parts = Split(Mid$(answer, 2), Chr$(2))
            MkipRemember functionName & ": " & parts(1)
            MkipAnswer = MkipError(CStr(parts(0)))
            Exit Function
        End If
    End If
    MkipAnswer = answer
    Exit Function
Failed:
    MkipRemember "Python did not answer. Run `mkip-xl excel doctor` to see why. " & Err.Description
    MkipAnswer = CVErr(xlErrNA)
End Function

' The values of a range, dates as numbers; a range in several pieces or too large to send is an error.
Private Function MkipValues(ByVal area As Object) As Variant
    If area.Areas.Count > 1 Or area.CountLarge > MostCells Then
        MkipValues = CVErr(xlErrRef)
    Else
        MkipValues = area.Value2
    End If
End Function

Private Function MkipCall(ByVal functionName As String, ByVal sent As Variant) As Variant
    Dim given() As Variant, at As Long
    ReDim given(0 To UBound(sent) + 1)
    given(0) = functionName
    For at = 0 To UBound(sent)
        given(at + 1) = sent(at)
    Next at
    MkipCall = given
End Function

Private Function MkipCell(ByVal value As Variant) As Variant
    If Not IsError(value) Then
        MkipCell = value
        Exit Function
    End If
    Select Case CLng(value)
        Case xlErrNull: MkipCell = "#NULL!"
        Case xlErrDiv0: MkipCell = "#DIV/0!"
        Case xlErrRef: MkipCell = "#REF!"
        Case xlErrName: MkipCell = "#NAME?"
        Case xlErrNum: MkipCell = "#NUM!"
        Case xlErrNA: MkipCell = "#N/A"
        Case Else: MkipCell = "#VALUE!"
    End Select
End Function

Private Function MkipError(ByVal shown As String) As Variant
    Select Case shown
        Case "#NULL!": MkipError = CVErr(xlErrNull)
        Case "#DIV/0!": MkipError = CVErr(xlErrDiv0)
        Case "#REF!": MkipError = CVErr(xlErrRef)
        Case "#NAME?": MkipError = CVErr(xlErrName)
        Case "#NUM!": MkipError = CVErr(xlErrNum)
        Case "#N/A": MkipError = CVErr(xlErrNA)
        Case Else: MkipError = CVErr(xlErrValue)
    End Select
End Function

Private Function MkipDimensions(ByRef values As Variant) As Long
    Dim bound As Long
    On Error GoTo One
    bound = UBound(values, 2)
    MkipDimensions = 2
    Exit Function
One:
    MkipDimensions = 1
End Function

Private Function MkipPython() As Object
#If Mac Then
    Err.Raise vbObjectError + 1, Description:="On a Mac the functions come from the Office add-in."
#Else
    Dim server As Variant, library As String
    If mPython = "" Then MkipReadSettings
#If Win64 Then
    library = "xlwings64-0.0.0.dll"
#Else
    library = "xlwings32-0.0.0.dll"
#End If
    If LoadLibrary(StrPtr(mLibraries & "\" & library)) = 0 Then
        mPython = ""
        Err.Raise vbObjectError + 2, Description:=library & " was not found in " & mLibraries
    End If
    If XLPyDLLActivateAuto(server, MkipCommand(), 1) <> 0 Then Err.Raise vbObjectError + 3, Description:=server
    Set MkipPython = server
#End If
End Function

Private Function MkipCommand() As String
    Dim quote As String
    quote = Chr$(34)
    MkipCommand = "cmd.exe /K " & quote & quote & mPython & quote & " -B -c " & quote & _
        "import mkip_xl.excel.desktop.entry as entry; entry.serve('$(CLSID)')" & quote & quote
End Function

Private Sub MkipReadSettings()
    Dim path As String, text As String, file As Integer
    path = Environ$("APPDATA") & "\mkip_xl\desktop.txt"
    If Dir$(path) = "" Then Err.Raise vbObjectError + 4, Description:="mkip-xl excel install was not run here."
    file = FreeFile
    Open path For Input As #file
    Do While Not EOF(file)
        Line Input #file, text
        If Left$(text, 7) = "python=" Then mPython = Mid$(text, 8)
        If Left$(text, 10) = "libraries=" Then mLibraries = Mid$(text, 11)
    Loop
    Close #file
End Sub
