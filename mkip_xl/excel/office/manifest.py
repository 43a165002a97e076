"""The manifest by which Excel knows the add-in: sent out by IT from the admin centre, or sideloaded by a user."""

from __future__ import annotations

import uuid
from xml.sax.saxutils import escape

from mkip_xl import __version__

_MANIFEST = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<OfficeApp xmlns="http://schemas.microsoft.com/office/appforoffice/1.1" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xmlns:bt="http://schemas.microsoft.com/office/officeappbasictypes/1.0" \
xmlns:ov="http://schemas.microsoft.com/office/taskpaneappversionoverrides" xsi:type="TaskPaneApp">
  <Id>{identity}</Id>
  <Version>{version}</Version>
  <ProviderName>mkip_xl</ProviderName>
  <DefaultLocale>en-GB</DefaultLocale>
  <DisplayName DefaultValue="MKIP functions"/>
  <Description DefaultValue="Split shared money so that it always adds up: worksheet functions for partner councils."/>
  <IconUrl DefaultValue="{address}/icon-32.png"/>
  <HighResolutionIconUrl DefaultValue="{address}/icon-64.png"/>
  <SupportUrl DefaultValue="{address}/taskpane.html"/>
  <AppDomains><AppDomain>{address}</AppDomain></AppDomains>
  <Hosts><Host Name="Workbook"/></Hosts>
  <Requirements>
    <Sets DefaultMinVersion="1.1"><Set Name="SharedRuntime" MinVersion="1.1"/></Sets>
  </Requirements>
  <DefaultSettings><SourceLocation DefaultValue="{address}/taskpane.html"/></DefaultSettings>
  <Permissions>ReadWriteDocument</Permissions>
  <VersionOverrides xmlns="http://schemas.microsoft.com/office/taskpaneappversionoverrides" \
xsi:type="VersionOverridesV1_0">
    <Hosts>
      <Host xsi:type="Workbook">
        <Runtimes><Runtime resid="Page.Url" lifetime="long"/></Runtimes>
        <AllFormFactors>
          <ExtensionPoint xsi:type="CustomFunctions">
            <Script><SourceLocation resid="Script.Url"/></Script>
            <Page><SourceLocation resid="Page.Url"/></Page>
            <Metadata><SourceLocation resid="Metadata.Url"/></Metadata>
          </ExtensionPoint>
        </AllFormFactors>
        <DesktopFormFactor>
          <GetStarted>
            <Title resid="Title"/>
            <Description resid="Description"/>
            <LearnMoreUrl resid="Page.Url"/>
          </GetStarted>
          <ExtensionPoint xsi:type="PrimaryCommandSurface">
            <OfficeTab id="TabFormulas">
              <Group id="Mkip.Group">
                <Label resid="Title"/>
                <Icon>
                  <bt:Image size="16" resid="Icon.16"/>
                  <bt:Image size="32" resid="Icon.32"/>
                  <bt:Image size="80" resid="Icon.80"/>
                </Icon>
                <Control xsi:type="Button" id="Mkip.Open">
                  <Label resid="Open"/>
                  <Supertip><Title resid="Title"/><Description resid="Description"/></Supertip>
                  <Icon>
                    <bt:Image size="16" resid="Icon.16"/>
                    <bt:Image size="32" resid="Icon.32"/>
                    <bt:Image size="80" resid="Icon.80"/>
                  </Icon>
                  <Action xsi:type="ShowTaskpane">
                    <TaskpaneId>Mkip.Pane</TaskpaneId>
                    <SourceLocation resid="Page.Url"/>
                  </Action>
                </Control>
              </Group>
            </OfficeTab>
          </ExtensionPoint>
        </DesktopFormFactor>
      </Host>
    </Hosts>
    <Resources>
      <bt:Images>
        <bt:Image id="Icon.16" DefaultValue="{address}/icon-16.png"/>
        <bt:Image id="Icon.32" DefaultValue="{address}/icon-32.png"/>
        <bt:Image id="Icon.80" DefaultValue="{address}/icon-80.png"/>
      </bt:Images>
      <bt:Urls>
        <bt:Url id="Page.Url" DefaultValue="{address}/taskpane.html"/>
        <bt:Url id="Script.Url" DefaultValue="{address}/functions.js"/>
        <bt:Url id="Metadata.Url" DefaultValue="{address}/functions.json"/>
      </bt:Urls>
      <bt:ShortStrings>
        <bt:String id="Title" DefaultValue="MKIP functions"/>
        <bt:String id="Open" DefaultValue="MKIP functions"/>
      </bt:ShortStrings>
      <bt:LongStrings>
        <bt:String id="Description" DefaultValue="The MKIP functions, with search and examples."/>
      </bt:LongStrings>
    </Resources>
  </VersionOverrides>
</OfficeApp>
"""


def manifest(address: str) -> str:
    """The manifest for a server at an address such as `https://finance.example.gov.uk`.

    The identity comes from the address, so that two servers are two add-ins and one server stays one.

    >>> "https://localhost:8443/functions.js" in manifest("https://localhost:8443")
    True
    """
    identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{address}/mkip_xl")
    numbers = [part for part in __version__.split(".") if part.isdigit()]
    version = ".".join((numbers + ["0"] * 4)[:4])
    return _MANIFEST.format(identity=identity, version=version, address=escape(address, {'"': "&quot;"}))
