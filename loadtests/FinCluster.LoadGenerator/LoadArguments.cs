using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;

namespace FinCluster.LoadGenerator;

/// <summary>The options of a run.</summary>
internal sealed class LoadArguments
{
    private readonly Option<Uri?> _target = Address("--target", "grpc://host:port or http://host:port", "grpc", "http");
    private readonly Option<Uri?> _status = Address("--status", "grpc://host:port whose engine counters are read before and after", "grpc");
    private readonly Option<string?> _model = new("--model") { Description = "The model to ask for; needed when the server has several" };
    private readonly Option<int> _concurrency = Number("--concurrency", "Streams of a closed loop; 0 for an open loop", 1, 0, 4_096);
    private readonly Option<double> _rate = Number("--rate", "Requests per second of an open loop", 10.0, 0.01, 100_000);
    private readonly Option<int> _requests = Number("--requests", "Requests that are measured", 100, 1, 10_000_000);
    private readonly Option<int> _warmUp = Number("--warm-up", "Requests before those", 16, 0, 1_000_000);
    private readonly Option<int> _promptCharacters = Number("--prompt-characters", "Shortest prompt", 120, 1, 1_000_000);
    private readonly Option<int> _outputTokens = Number("--output-tokens", "Tokens of each answer", 64, 1, 100_000);
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
        _target.Required = true;
        foreach (Option option in (Option[])
            [_target, _status, _model, _concurrency, _rate, _requests, Repeats, _warmUp, _promptCharacters, _outputTokens, _seed, _firstTokenLimit,
             _tokenLimit])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads what a command line says.</summary>
    public LoadOptions Read(ParseResult parsed) => new()
    {
        Target = parsed.GetValue(_target)!,
        Status = parsed.GetValue(_status),
        Model = parsed.GetValue(_model),
        Concurrency = parsed.GetValue(_concurrency),
        RatePerSecond = parsed.GetValue(_rate),
        Requests = parsed.GetValue(_requests),
        WarmUpRequests = parsed.GetValue(_warmUp),
        PromptCharacters = parsed.GetValue(_promptCharacters),
        OutputTokens = parsed.GetValue(_outputTokens),
        Seed = parsed.GetValue(_seed),
        TimeToFirstTokenLimit = TimeSpan.FromMilliseconds(parsed.GetValue(_firstTokenLimit)),
        TokenTimeLimit = TimeSpan.FromMilliseconds(parsed.GetValue(_tokenLimit)),
    };

    private static Option<Uri?> Address(string name, string description, params string[] schemes) => new(name)
    {
        Description = description,
        CustomParser = result => ParseAddress(result, name, schemes),
    };

    private static Uri? ParseAddress(ArgumentResult result, string name, string[] schemes)
    {
        string text = result.Tokens[0].Value;
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
