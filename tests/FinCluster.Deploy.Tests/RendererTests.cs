using System.Text.Json.Nodes;
using FinCluster.Deploy.Tests.Charts;
using FinCluster.Testing;

namespace FinCluster.Deploy.Tests;

/// <summary>The renderer does what Helm does, and the schemas of kinds are strict.</summary>
public sealed class RendererTests
{
    [Theory]
    [InlineData("a{{ include \"t.part\" (dict \"x\" 1) | nindent 2 }}", "a\n  part 1")]
    [InlineData("{{ tpl \"{{ .Values.name }}\" . }}", "fin")]
    [InlineData("{{ required \"name\" .Values.name }}", "fin")]
    [InlineData("{{ lookup \"v1\" \"Secret\" \"ns\" \"s\" | len }}", "0")]
    [InlineData("{{ toYaml .Values.map }}", "a: 1\nb: text")]
    [InlineData("{{ (fromYaml \"c: [2]\").c | first }}", "2")]
    [InlineData("{{ (fromYamlArray \"[5, 6]\") | last }}", "6")]
    [InlineData("{{ (fromJson \"{\\\"d\\\":3}\").d }}", "3")]
    [InlineData("{{ .Files.Get \"files/note.txt\" }}", "a note")]
    [InlineData("{{ (.Files.Glob \"files/*.txt\").AsConfig }}", "note.txt: a note")]
    [InlineData("{{ .Chart.Name }} {{ .Chart.AppVersion }} {{ .Release.Name }} {{ .Release.Namespace }} {{ .Release.Service }}", "t 9 fc fincluster Helm")]
    [InlineData("{{ .Capabilities.APIVersions.Has \"apps/v1\" }} {{ .Capabilities.KubeVersion.Version }}", "true v1.30.0")]
    [InlineData("{{ .Template.Name }}", "t/templates/map.yaml")]
    [InlineData("{{ .Values.nothing }}", "")]
    [InlineData("{{ .Values.large }}", "1e+06")]
    [InlineData("{{ .Values.gone }}", "")]
    public async Task Template_HelmsFunctions_GiveWhatHelmGives(string template, string text)
    {
        ToolResult result = await RenderAsync(template);

        Assert.True(result.ExitCode == 0, result.Error);
        Manifest map = Assert.Single(RenderedChart.Read("t", result.Output).Manifests);
        Assert.Equal(text, map.Object.TextAt("data.text"));
    }

    [Theory]
    [InlineData("{{ required \"it is needed\" .Values.nothing }}", "it is needed")]
    [InlineData("{{ fail \"never\" }}", "never")]
    [InlineData("{{ env \"HOME\" }}", "function \"env\" not defined")]
    [InlineData("{{ include \"t.absent\" . }}", "t.absent")]
    public async Task Template_WhatHelmRefuses_IsRefused(string template, string message)
    {
        ToolResult result = await RenderAsync(template);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":"b"}}""", null)]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":1}}""", "data.a")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"date":{}}""", "date")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"a","imagePullPolice":"Always"}]}}""", "imagePullPolice")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"image":"a"}]}}""", "name is required")]
    [InlineData("""{"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"a"}}""", "no schema of apps/v1/DaemonSet")]
    public async Task Schemas_Object_AreStrict(string text, string? problem)
    {
        string[] problems = Assert.Single(await ChartTool.ValidateAsync([JsonNode.Parse(text)!]));

        Assert.Equal(problem is null, problems.Length == 0);
        Assert.True(problem is null || problems.Any(each => each.Contains(problem, StringComparison.Ordinal)), string.Join("; ", problems));
    }

    private static async Task<ToolResult> RenderAsync(string template)
    {
        using var folder = new TemporaryFolder();
        Dictionary<string, string> files = new()
        {
            ["Chart.yaml"] = "apiVersion: v2\nname: t\nversion: 1.0.0\nappVersion: \"9\"\n",
            ["values.yaml"] = "name: fin\nlarge: 1000000\ngone: here\nmap: {b: text, a: 1}\n",
            ["files/note.txt"] = "a note",
            ["templates/_part.tpl"] = "{{- define \"t.part\" -}}part {{ .x }}{{- end }}",
            ["templates/map.yaml"] =
                "{{- define \"t.text\" }}" + template + "{{ end }}apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  text: |-\n{{ include \"t.text\" . | indent 4 }}\n",
        };
        foreach ((string name, string text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            await File.WriteAllTextAsync(folder.File(name), text, TestTimeouts.Token);
        }

        return await ChartTool.TemplateAsync(folder.Path, set: """{"gone":null}""");
    }
}
