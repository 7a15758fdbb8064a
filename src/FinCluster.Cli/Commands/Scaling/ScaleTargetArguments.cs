using System.CommandLine;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Scaler.Kubernetes;

namespace FinCluster.Cli.Commands.Scaling;

/// <summary>What moves the replicas of pools.</summary>
internal enum ScaleTargetKind
{
    /// <summary>Nothing here: KEDA or an HPA asks.</summary>
    None,

    /// <summary>Node processes on this machine.</summary>
    Local,

    /// <summary>Workloads of Kubernetes.</summary>
    Kubernetes,
}

/// <summary>The options that say what a scaler moves.</summary>
internal sealed class ScaleTargetArguments
{
    private readonly Option<ScaleTargetKind> _target = new("--target")
    {
        Description = "What is moved: node processes on this machine (local), workloads of Kubernetes, or nothing (none), where KEDA or an HPA asks the scaler",
        HelpName = "none|local|kubernetes",
        DefaultValueFactory = _ => ScaleTargetKind.None,
    };

    private readonly Option<string?> _server = new("--kubernetes-server")
    {
        Description = "API server; default: that of the cluster whose pod this is",
        HelpName = "url",
    };

    private readonly Option<string?> _token = new("--kubernetes-token-file") { Description = "File with the bearer token for --kubernetes-server", HelpName = "file" };

    private readonly Option<string?> _authority = new("--kubernetes-ca-file")
    {
        Description = "File with the certificates that the one of --kubernetes-server must come from; default: those of the system",
        HelpName = "file",
    };

    private readonly Option<string> _namespace = new("--kubernetes-namespace")
    {
        Description = "With --kubernetes-server: the namespace of workloads that name none",
        HelpName = "name",
        DefaultValueFactory = _ => "default",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_target);
        command.Add(_server);
        command.Add(_token);
        command.Add(_authority);
        command.Add(_namespace);
    }

    /// <summary>Reads what is moved, and checks that the plan says all that it needs.</summary>
    /// <exception cref="UsageException">It does not.</exception>
    public ScaleTargetKind Kind(ParseResult parsed, ScalingPlan plan)
    {
        ScaleTargetKind kind = parsed.GetValue(_target);
        return (kind, plan.Pools.FirstOrDefault(pool => kind == ScaleTargetKind.Local ? pool.NodeArguments.IsEmpty : pool.Kubernetes is null)) switch
        {
            (ScaleTargetKind.Local, { } pool) => throw new UsageException($"--target local: pool '{pool.Name}' of the plan has no nodeArguments, for example [\"--model\", \"file.gguf\"]"),
            (ScaleTargetKind.Kubernetes, { } pool) => throw new UsageException($"--target kubernetes: pool '{pool.Name}' of the plan names no workload, as {{\"kubernetes\":{{\"kind\":\"StatefulSet\",\"name\":\"…\"}}}}"),
            _ => kind,
        };
    }

    /// <summary>Reads how the API server of Kubernetes is reached.</summary>
    /// <exception cref="UsageException">It cannot be known.</exception>
    public KubernetesOptions Kubernetes(ParseResult parsed)
    {
        if (parsed.GetValue(_server) is not { } server)
        {
            try
            {
                return KubernetesOptions.InCluster(Environment.GetEnvironmentVariable);
            }
            catch (InvalidOperationException e)
            {
                throw new UsageException($"--target kubernetes: {e.Message}; elsewhere, --kubernetes-server says where the API server is");
            }
        }

        return new KubernetesOptions
        {
            Server = Uri.TryCreate(server, UriKind.Absolute, out Uri? uri) && uri.Scheme is ("http" or "https")
                ? uri
                : throw new UsageException($"--kubernetes-server '{server}' is no http or https address"),
            TokenFile = Existing("--kubernetes-token-file", parsed.GetValue(_token)),
            AuthorityFile = Existing("--kubernetes-ca-file", parsed.GetValue(_authority)),
            Namespace = parsed.GetValue(_namespace)!,
        };
    }

    private static string? Existing(string option, string? path) =>
        path is null || File.Exists(path) ? path : throw new UsageException($"{option}: there is no file '{path}'");
}
