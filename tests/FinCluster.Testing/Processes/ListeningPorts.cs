using System.Globalization;

namespace FinCluster.Testing.Processes;

/// <summary>Finds the TCP ports that a process listens on (Linux).</summary>
public static class ListeningPorts
{
    private const string Listening = "0A";

    /// <summary>Gets the ports, in decimal.</summary>
    public static IReadOnlySet<string> Of(int processId)
    {
        var sockets = Directory.EnumerateFiles($"/proc/{processId}/fd")
            .Select(file => new FileInfo(file).LinkTarget)
            .Where(target => target?.StartsWith("socket:[", StringComparison.Ordinal) is true)
            .Select(target => target!["socket:[".Length..^1])
            .ToHashSet(StringComparer.Ordinal);

        // "sl local_address rem_address st … inode": the address is hexadecimal and ends with the port.
        return ((string[])[$"/proc/{processId}/net/tcp", $"/proc/{processId}/net/tcp6"])
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[3] == Listening && sockets.Contains(fields[9]))
            .Select(fields => int.Parse(fields[1][(fields[1].LastIndexOf(':') + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            .Select(port => port.ToString(CultureInfo.InvariantCulture))
            .ToHashSet(StringComparer.Ordinal);
    }
}
