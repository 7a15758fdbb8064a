using System.Globalization;
using FinCluster.Cli.Commands;
using FinCluster.Inference.Simulation;

namespace FinCluster.Cli.Serving;

/// <summary>The numbers of a simulated engine, as the command line writes them: <c>key=value,key=value</c>. Times are in milliseconds.</summary>
internal static class SimulationArgument
{
    /// <summary>The keys, for help and messages.</summary>
    public const string Keys = "step, prefill, decode, context, answer, load, slow, fail-after, hang-after";

    /// <summary>Reads them into options; what is not named stays as it is.</summary>
    /// <exception cref="UsageException">A key is not known, or a value is no number.</exception>
    public static SimulatedEngineOptions Read(string text, SimulatedEngineOptions options)
    {
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? part : part[..equals];
            if (!double.TryParse(part[(equals + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            {
                throw new UsageException($"--simulate: '{part}' is not {key}=number");
            }

            options = Set(options, key, value);
        }

        return options;
    }

    /// <summary>Writes options so that <see cref="Read"/> gives the same.</summary>
    public static string Write(SimulatedEngineOptions options)
    {
        SimulatedFaults faults = options.Faults;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"step={Milliseconds(options.StepTime)},prefill={Milliseconds(options.PrefillTokenTime)},decode={Milliseconds(options.DecodeTokenTime)},"
            + $"context={Milliseconds(options.ContextTokenTime)},answer={options.MeanAnswerTokens},load={Milliseconds(options.LoadTime)},slow={faults.Slowdown:R}");
        text += faults.FailAfterTokens is { } fail ? string.Create(CultureInfo.InvariantCulture, $",fail-after={fail}") : "";
        return text + (faults.HangAfterTokens is { } hang ? string.Create(CultureInfo.InvariantCulture, $",hang-after={hang}") : "");
    }

    private static SimulatedEngineOptions Set(SimulatedEngineOptions options, string key, double value)
    {
        try
        {
            return key switch
            {
                "step" => options with { StepTime = Time(value) },
                "prefill" => options with { PrefillTokenTime = Time(value) },
                "decode" => options with { DecodeTokenTime = Time(value) },
                "context" => options with { ContextTokenTime = Time(value) },
                "answer" => options with { MeanAnswerTokens = checked((int)value) },
                "load" => options with { LoadTime = Time(value) },
                "slow" => options with { Faults = options.Faults with { Slowdown = value } },
                "fail-after" => options with { Faults = options.Faults with { FailAfterTokens = checked((long)value) } },
                "hang-after" => options with { Faults = options.Faults with { HangAfterTokens = checked((long)value) } },
                _ => throw new UsageException($"--simulate: '{key}' is not known; there are {Keys}"),
            };
        }
        catch (OverflowException)
        {
            throw new UsageException($"--simulate: {key} is out of range");
        }
    }

    // Not by TimeSpan.FromMilliseconds: a token's time is often less than a microsecond, and ticks of 100 ns are all there is.
    private static TimeSpan Time(double milliseconds) => TimeSpan.FromTicks(checked((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond)));

    private static double Milliseconds(TimeSpan time) => time.TotalMilliseconds;
}
