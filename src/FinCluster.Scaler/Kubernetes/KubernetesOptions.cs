namespace FinCluster.Scaler.Kubernetes;

/// <summary>How the API server of Kubernetes is reached.</summary>
public sealed record KubernetesOptions
{
    /// <summary>Where a pod finds what belongs to its service account.</summary>
    public const string AccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Gets the API server.</summary>
    public required Uri Server { get; init; }

    /// <summary>Gets the file with the bearer token; read again for each call, because the cluster renews it. Null for none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Gets the file with the certificates that the server's must come from, as PEM; null for those of the system.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>Gets the namespace of workloads that name none.</summary>
    public required string Namespace { get; init; }

    /// <summary>Gets the time limit of a single attempt.</summary>
    /// <value>Default 5 seconds.</value>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how often a call is repeated that was refused for a while or broke off.</summary>
    /// <value>Default 4.</value>
    public int Retries { get; init; } = 4;

    /// <summary>Gets the pause before the first repetition; it doubles, with jitter, unless the server says how long to wait.</summary>
    /// <value>Default 200 milliseconds.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Finds the API server of the cluster whose pod this process runs in.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="InvalidOperationException">It runs in none.</exception>
    public static KubernetesOptions InCluster(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        string? host = environment("KUBERNETES_SERVICE_HOST");
        string? port = environment("KUBERNETES_SERVICE_PORT");
        string space = Path.Combine(AccountFolder, "namespace");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port) || !File.Exists(space))
        {
            throw new InvalidOperationException("this process runs in no pod of Kubernetes: KUBERNETES_SERVICE_HOST or its service account is missing");
        }

        return new KubernetesOptions
        {
            Server = new UriBuilder(Uri.UriSchemeHttps, host, int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)).Uri,
            TokenFile = Path.Combine(AccountFolder, "token"),
            AuthorityFile = Path.Combine(AccountFolder, "ca.crt"),
            Namespace = File.ReadAllText(space).Trim(),
        };
    }
}
