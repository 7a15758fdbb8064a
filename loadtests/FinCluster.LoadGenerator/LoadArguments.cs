using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;
using FinCluster.LoadGenerator.Reports;
using FinCluster.LoadGenerator.Workloads;

namespace FinCluster.LoadGenerator;

/// <summary>The options of a run.</summary>
internal sealed class LoadArguments
{
    private readonly Option<Uri[]> _targets = new("--target")
    {
        Description = "grpc://host:port or http://host:port of a server, node://host:port of a node alone; repeat it for several, which take turns",
        CustomParser = ParseTargets,
    };

    private readonly Option<string?> _apiKey = new("--api-key") { Description = "The key that requests carry" };
    private readonly Option<IReadOnlyList<Tenant>> _tenants = new("--tenants")
    {
        CustomParser = ParseTenants,
        DefaultValueFactory = _ => [],
        Description = "File with a JSON list of name, key and weight: callers of their own, each with weight times the streams or the rate",
    };

    private readonly Option<double> _duration = Number("--duration", "Seconds after which a measurement ends; 0 for when all is answered", 0.0, 0, 1e6);
    private readonly Option<string> _trace = Choice("--trace", "What requests have in common", "unique", "shared-prefix", "sessions");
    private readonly Option<int> _groups = Number("--groups", "shared-prefix: groups of requests that begin with one text", 20, 1, 100_000);
    private readonly Option<int> _prefixCharacters = Number("--prefix-characters", "shared-prefix: length of that text", 1_500, 1, 1_000_000);
    private readonly Option<string> _popularity = Choice("--popularity", "shared-prefix: how often groups are asked", "zipf", "uniform");
    private readonly Option<int> _sessions = Number("--sessions", "sessions: conversations at a time", 20, 1, 100_000);
    private readonly Option<int> _turns = Number("--turns", "sessions: turns of each", 5, 1, 10_000);
    private readonly Option<bool> _storedSessions = new("--stored-sessions")
    {
        Description = "sessions: the server keeps the conversation, instead of the client that sends it anew",
    };

    private readonly Option<Uri?> _status = Address("--status", "grpc://host:port whose engine counters are read before and after", "grpc");
    private readonly Option<ProcessReference[]> _processes = new("--cpu-of")
    {
        CustomParser = ParseProcesses,
        DefaultValueFactory = _ => [],
        Description = "name=pid of a process on this machine whose processor time is reported; repeat it for several",
    };

    private readonly Option<string?> _model = new("--model") { Description = "The model to ask for; needed when the server has several" };
    private readonly Option<int> _concurrency = Number("--concurrency", "Streams of a closed loop; 0 for an open loop", 1, 0, 4_096);
    private readonly Option<double> _rate = Number("--rate", "Requests per second of an open loop", 10.0, 0.01, 100_000);
    private readonly Option<int> _requests = Number("--requests", "Requests that are measured", 100, 1, 10_000_000);
    private readonly Option<int> _warmUp = Number("--warm-up", "Requests before those", 16, 0, 1_000_000);
    private readonly Option<int> _promptCharacters = Number("--prompt-characters", "Shortest prompt", 120, 1, 1_000_000);
    private readonly Option<AnswerLength> _answers = new("--output-tokens")
    {
        CustomParser = ParseAnswers,
        DefaultValueFactory = _ => new AnswerLength(64, 64),
        Description = "Tokens of each answer, or a range like 8-24 of which each length comes equally often",
    };

    private readonly Option<int> _seed = Number("--seed", "Seed of prompts and arrivals", 1, 0, int.MaxValue);
    private readonly Option<double> _firstTokenLimit =
        Number("--slo-ttft-ms", "Time to first token of a good answer, in milliseconds", 500.0, 0.001, 1e7);

    private readonly Option<double> _tokenLimit =
        Number("--slo-itl-ms", "Mean time from token to token of a good answer, in milliseconds", 50.0, 0.001, 1e7);

    /// <summary>Gets how often the measurement is made.</summary>
    public Option<int> Repeats { get; } = Number("--repeats", "Measurements, of which the median and the spread are reported", 1, 1, 1_000);

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        _targets.Required = true;
        foreach (Option option in (Option[])
            [_targets, _status, _processes, _model, _apiKey, _tenants, _concurrency, _rate, _requests, _duration, Repeats, _warmUp, _trace, _groups,
             _prefixCharacters, _popularity, _sessions, _turns, _storedSessions, _promptCharacters, _answers, _seed, _firstTokenLimit,
             _tokenLimit])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_storedSessions) && result.GetValue(_targets)?.Any(target => target.Scheme == "node") is true)
            {
                result.AddError("--stored-sessions must be asked of a server, nodes store nothing");
            }
        });
    }

    /// <summary>Reads what a command line says.</summary>
    public LoadOptions Read(ParseResult parsed) => new()
    {
        Targets = parsed.GetValue(_targets)!,
        ApiKey = parsed.GetValue(_apiKey),
        Tenants = parsed.GetValue(_tenants)!,
        Duration = parsed.GetValue(_duration) is > 0 and double seconds ? TimeSpan.FromSeconds(seconds) : null,
        Status = parsed.GetValue(_status),
        Processes = parsed.GetValue(_processes)!,
        Model = parsed.GetValue(_model),
        Concurrency = parsed.GetValue(_concurrency),
        RatePerSecond = parsed.GetValue(_rate),
        Requests = parsed.GetValue(_requests),
        WarmUpRequests = parsed.GetValue(_warmUp),
        Answers = parsed.GetValue(_answers),
        Trace = Trace(parsed),
        TimeToFirstTokenLimit = TimeSpan.FromMilliseconds(parsed.GetValue(_firstTokenLimit)),
        TokenTimeLimit = TimeSpan.FromMilliseconds(parsed.GetValue(_tokenLimit)),
    };

    private TraceOptions Trace(ParseResult parsed) => new()
    {
        Kind = parsed.GetValue(_trace) switch
        {
            "shared-prefix" => TraceKind.SharedPrefix,
            "sessions" => TraceKind.Sessions,
            _ => TraceKind.Unique,
        },
        PromptCharacters = parsed.GetValue(_promptCharacters),
        Seed = parsed.GetValue(_seed),
        Groups = parsed.GetValue(_groups),
        PrefixCharacters = parsed.GetValue(_prefixCharacters),
        Popularity = parsed.GetValue(_popularity) == "uniform" ? Popularity.Uniform : Popularity.Zipf,
        Sessions = parsed.GetValue(_sessions),
        Turns = parsed.GetValue(_turns),
        StoredSessions = parsed.GetValue(_storedSessions),
    };

    /// <summary>Makes an option with a few values, the first of which is the default.</summary>
    private static Option<string> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => values[0] };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    private static Option<Uri?> Address(string name, string description, params string[] schemes) => new(name)
    {
        Description = description,
        CustomParser = result => ParseAddress(result, result.Tokens[0].Value, name, schemes),
    };

    private static IReadOnlyList<Tenant> ParseTenants(ArgumentResult result)
    {
        try
        {
            return Tenant.Read(result.Tokens[0].Value);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            result.AddError($"--tenants must be a file with callers: {e.Message}");
            return [];
        }
    }

    private static AnswerLength ParseAnswers(ArgumentResult result)
    {
        if (AnswerLength.Parse(result.Tokens[0].Value) is { } answers)
        {
            return answers;
        }

        result.AddError($"--output-tokens must be a number or a range of 1 to 100000, it is '{result.Tokens[0].Value}'");
        return default;
    }

    private static ProcessReference[] ParseProcesses(ArgumentResult result)
    {
        ProcessReference?[] processes = [.. result.Tokens.Select(token => ProcessReference.Parse(token.Value))];
        if (processes.Contains(null))
        {
            result.AddError("--cpu-of must be name=pid");
        }

        return [.. processes.OfType<ProcessReference>()];
    }

    private static Uri[] ParseTargets(ArgumentResult result) =>
        [.. result.Tokens.Select(token => ParseAddress(result, token.Value, "--target", ["grpc", "http", "node"])).OfType<Uri>()];

    private static Uri? ParseAddress(ArgumentResult result, string text, string name, string[] schemes)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && schemes.Contains(address.Scheme) && address is { Host.Length: > 0, Port: > 0 })
        {
            return address;
        }

        result.AddError($"{name} must be {string.Join(" or ", schemes.Select(scheme => scheme + "://host:port"))}, it is '{text}'");
        return null;
    }

    private static Option<T> Number<T>(string name, string description, T value, T least, T most)
        where T : INumber<T>
    {
        var option = new Option<T>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is { } number && !(number >= least && number <= most))
            {
                result.AddError($"{name} must be between {least} and {most}, it is {number}");
            }
        });
        return option;
    }
}
