using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace FinCluster.Cli.Native;

/// <summary><c>fincluster native list</c>.</summary>
internal static class NativeListCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Func<NativeEnvironment> environment)
    {
        Option<bool> json = NativeCommand.JsonOption();
        var command = new Command("list", "List the builds that can be installed") { json };
        command.SetAction((parsed, _) => NativeCommand.RunAsync(parsed, async () =>
        {
            IReadOnlyList<NativeVariantReport> rows = Rows(NativeLibraryOptions.From(environment()));
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(rows, NativeJson.Default.IReadOnlyListNativeVariantReport));
                return 0;
            }

            await WriteTableAsync(rows, output);
            return 0;
        }));
        return command;
    }

    private static IReadOnlyList<NativeVariantReport> Rows(NativeLibraryOptions options)
    {
        var cache = new NativeCache(options.Environment.CacheDirectory(), options.Pins);
        NativeVariant? selected = TrySelect(options);
        return
        [
            .. options.Pins.Variants.Select(variant => new NativeVariantReport(
                variant.Name, variant.Accelerator, variant.Needs, options.Pins.PackagesOf(variant).Sum(package => package.Size),
                Selected: variant == selected, cache.IsInstalled(variant), cache.FolderOf(variant))),
        ];
    }

    // A platform without a build of its own, or a misspelt variant, still gets the list.
    private static NativeVariant? TrySelect(NativeLibraryOptions options)
    {
        try
        {
            return options.SelectVariant();
        }
        catch (NativeLibraryException)
        {
            return null;
        }
    }

    private static async Task WriteTableAsync(IReadOnlyList<NativeVariantReport> rows, TextWriter output)
    {
        int width = rows.Max(row => row.Name.Length);
        foreach (NativeVariantReport row in rows)
        {
            string size = string.Create(CultureInfo.InvariantCulture, $"{row.DownloadBytes / 1e6,6:0.0} MB");
            string line = $"{(row.Selected ? '*' : ' ')} {row.Name.PadRight(width)}  {(row.Installed ? "installed" : "-"),-9}  {size}"
                + (row.Needs is null ? "" : $"  needs {row.Needs}");
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync("* is what this machine uses.");
    }
}
