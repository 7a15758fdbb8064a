using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FinCluster.Core.Errors;

namespace FinCluster.Cluster.Redis.Connection;

/// <summary>Decides whom the connection trusts.</summary>
internal static class RedisTls
{
    public const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    private const string ServerAuthenticationUsage = "1.3.6.1.5.5.7.3.1";

    /// <summary>Gives the check of the server's certificate; null for that of the system.</summary>
    /// <exception cref="ControlPlaneUnavailableException">The authority file cannot be read.</exception>
    public static RemoteCertificateValidationCallback? Validation(RedisOptions options)
    {
        if (options.AuthorityFile is not { } file)
        {
            return null;
        }

        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ControlPlaneUnavailableException($"The authorities of {options} in '{file}' cannot be read: {e.Message}", e);
        }

        return (_, certificate, _, errors) => IsTrusted(certificate, errors, authorities);
    }

    // A wrong host name or a missing certificate stays an error; only who may sign is decided here.
    private static bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthenticationUsage));
        return chain.Build(new X509Certificate2(certificate));
    }
}
