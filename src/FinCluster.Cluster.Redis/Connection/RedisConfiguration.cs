using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FinCluster.Core.Errors;
using StackExchange.Redis;

namespace FinCluster.Cluster.Redis.Connection;

/// <summary>Says to the client library of <see cref="RedisClient"/> what <see cref="RedisOptions"/> say.</summary>
internal static class RedisConfiguration
{
    private const int ReconnectDelayMilliseconds = 250;
    private const int KeepAliveSeconds = 1;
    private const string ServerAuthenticationUsage = "1.3.6.1.5.5.7.3.1";

    /// <summary>Builds the library's settings.</summary>
    /// <exception cref="ControlPlaneUnavailableException">The authority file cannot be read.</exception>
    public static ConfigurationOptions Build(RedisOptions options)
    {
        var configuration = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            ClientName = "fincluster",
            ConnectTimeout = (int)options.ConnectTimeout.TotalMilliseconds,
            DefaultDatabase = options.Database,
            KeepAlive = KeepAliveSeconds,
            Password = options.Password,
            ReconnectRetryPolicy = new LinearRetry(ReconnectDelayMilliseconds),
            Ssl = options.UseTls,
            SslHost = options.UseTls ? options.Hosts[0].Name : null,

            // Both would be keys of the library's own, which an access list need not allow.
            ConfigurationChannel = "",
            TieBreaker = "",
        };
        foreach (RedisHost host in options.Hosts)
        {
            configuration.EndPoints.Add(host.Name, host.Port);
        }

        if (options.UseTls)
        {
            SecureWith(configuration, options);
        }

        return configuration;
    }

    private static void SecureWith(ConfigurationOptions configuration, RedisOptions options)
    {
        configuration.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        if (options.AuthorityFile is not { } file)
        {
            return;
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

        configuration.CertificateValidation += (_, certificate, _, errors) => IsTrusted(certificate, errors, authorities);
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
