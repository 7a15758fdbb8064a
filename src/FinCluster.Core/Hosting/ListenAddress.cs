using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace FinCluster.Core.Hosting;

/// <summary>Where a server listens.</summary>
/// <param name="Address">The interface; <see cref="IPAddress.Any"/> and <see cref="IPAddress.IPv6Any"/> mean all of them.</param>
/// <param name="Port">The port; 0 lets the system choose one.</param>
public sealed record ListenAddress(IPAddress Address, int Port)
{
    /// <summary>Gets a value indicating whether only this machine can connect.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>Reads <c>host:port</c>, where host is an IP address, <c>localhost</c> or <c>*</c>; IPv6 stands in brackets.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ListenAddress? result)
    {
        result = null;
        int colon = text?.LastIndexOf(':') ?? -1;
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return false;
        }

        string host = text![..colon];
        IPAddress? address = host switch
        {
            "localhost" => IPAddress.Loopback,
            "*" => IPAddress.IPv6Any,
            ['[', .., ']'] => IPAddress.TryParse(host, out IPAddress? six) ? six : null,
            _ => host.Contains(':', StringComparison.Ordinal) || !IPAddress.TryParse(host, out IPAddress? four) ? null : four,
        };
        result = address is null ? null : new ListenAddress(address, port);
        return result is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => new IPEndPoint(Address, Port).ToString();
}
