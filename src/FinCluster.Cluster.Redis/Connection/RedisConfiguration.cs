using FinCluster.Core.Errors;
using StackExchange.Redis;

namespace FinCluster.Cluster.Redis.Connection;

/// <summary>Says to the client library of <see cref="RedisClient"/> what <see cref="RedisOptions"/> say.</summary>
public static class RedisConfiguration
{
    private const int ReconnectDelayMilliseconds = 250;
    private const int KeepAliveSeconds = 1;

    /// <summary>Builds the library's settings.</summary>
    /// <exception cref="ControlPlaneUnavailableException">The authority file cannot be read.</exception>
    public static ConfigurationOptions Build(RedisOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var configuration = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            ClientName = "fincluster",
            ConnectTimeout = (int)options.ConnectTimeout.TotalMilliseconds,
            DefaultDatabase = options.Database,
            KeepAlive = KeepAliveSeconds,
            Password = options.Password,
            ReconnectRetryPolicy = new LinearRetry(ReconnectDelayMilliseconds),

            // Both would be keys of the library's own, which an access list need not allow.
            ConfigurationChannel = "",
            TieBreaker = "",
        };
#if CURRENT_REDIS_CLIENT
        configuration.User = options.User;

        // What does not succeed at once goes on in the background; several attempts would take longer than the caller waits.
        configuration.ConnectRetry = 1;
#endif
        foreach (RedisHost host in options.Hosts)
        {
            configuration.EndPoints.Add(host.Name, host.Port);
        }

        if (options.UseTls)
        {
            configuration.Ssl = true;
            configuration.SslHost = options.Hosts[0].Name;
            configuration.SslProtocols = RedisTls.Protocols;
            if (RedisTls.Validation(options) is { } validation)
            {
                configuration.CertificateValidation += validation;
            }
        }

        return configuration;
    }
}
