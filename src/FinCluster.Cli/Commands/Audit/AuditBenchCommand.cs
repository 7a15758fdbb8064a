using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FinCluster.Audit.Writing;
using FinCluster.Core.Audit;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cli.Commands.Audit;

/// <summary><c>fincluster audit bench</c>: writes made-up events and measures. Tests kill it, or let its disk run full.</summary>
internal static class AuditBenchCommand
{
    private const string Body = """{"model":"finlite-starter","release":"3","prompt_tokens":812,"completion_tokens":164,"finish":"stop","seed":4711,"route":"central","score":0.73}""";
    private const string SecretText = "\"什么是LPR？请用一句话说明，并告诉我它和房贷利率有什么关系。我的账户是[账户_1]，电话是[电话_1]。\"";

    public static Command Create(TimeProvider time)
    {
        var audit = new AuditArguments();
        Option<long> events = new("--events") { Description = "How many events, from 1", HelpName = "n", DefaultValueFactory = _ => 100_000 };
        Option<int> callers = new("--callers") { Description = "How many callers, from 1", HelpName = "n", DefaultValueFactory = _ => 64 };
        Option<int> subjects = new("--subjects") { Description = "How many data subjects; 0 leaves the secrets out", HelpName = "n", DefaultValueFactory = _ => 100 };
        Option<bool> unacknowledged = new("--no-wait") { Description = "Do not wait for each event's commit" };
        Option<bool> print = new("--acknowledge") { Description = "Print each event's request when it is on the disk, and errors as they come" };
        var command = new Command("bench", "Write made-up events and measure") { events, callers, subjects, unacknowledged, print };
        command.Hidden = true;
        audit.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            string folder = audit.Folder(parsed);
            Directory.CreateDirectory(folder);
            await using AuditLog log = await AuditLog.OpenAsync(audit.Writing(parsed) with { Name = "bench", RetryDelay = TimeSpan.FromMilliseconds(100) }, time, NullLogger.Instance);
            var run = new Run(log, time, parsed.GetValue(events), parsed.GetValue(subjects), !parsed.GetValue(unacknowledged), parsed.GetValue(print) ? parsed.InvocationConfiguration.Output : null);
            long began = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, parsed.GetValue(callers)).Select(_ => Task.Run(() => run.CallAsync(cancellationToken), cancellationToken)));
            await run.FinishAsync(cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(run.Report(Stopwatch.GetElapsedTime(began)));
            return ExitCodes.Ok;
        });
        return command;
    }

    private sealed class Run(AuditLog log, TimeProvider time, long events, int subjects, bool waits, TextWriter? acknowledged)
    {
        // One in so many is timed, so that timing costs the others nothing.
        private const int Sampled = 16;

        private readonly ConcurrentBag<double> _appends = [];
        private readonly ConcurrentBag<double> _commits = [];
        private readonly Lock _gate = new();
        private readonly string _name = Guid.NewGuid().ToString("N")[..8];
        private long _next;

        public async Task CallAsync(CancellationToken cancellationToken)
        {
            for (long number = Interlocked.Increment(ref _next); number <= events; number = Interlocked.Increment(ref _next))
            {
                await OneAsync(number, cancellationToken);
            }
        }

        public async Task FinishAsync(CancellationToken cancellationToken)
        {
            if (!waits)
            {
                await log.WaitAsync(log.Append(New(0)), cancellationToken);
            }
        }

        public string Report(TimeSpan elapsed)
        {
            AuditCounters done = log.Counters;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"""
                events {done.Events} in {elapsed.TotalSeconds:0.00} s: {done.Events / elapsed.TotalSeconds:0} a second, {done.Bytes / Math.Max(1, done.Events)} bytes each
                commits {done.Commits}: {(double)done.Events / Math.Max(1, done.Commits):0.0} events each, {done.FlushTime.TotalMilliseconds / Math.Max(1, done.Commits):0.00} ms for the disk
                append, microseconds: p50 {At(_appends, 0.5):0.0}, p99 {At(_appends, 0.99):0.0}, p99.9 {At(_appends, 0.999):0.0}
                until acknowledged, milliseconds: p50 {At(_commits, 0.5) / 1000:0.00}, p99 {At(_commits, 0.99) / 1000:0.00}
                """);
        }

        private async Task OneAsync(long number, CancellationToken cancellationToken)
        {
            AuditEvent entry = New(number);
            try
            {
                long began = Stopwatch.GetTimestamp();
                AuditPlace place = log.Append(entry);
                double append = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
                if (waits)
                {
                    await log.WaitAsync(place, cancellationToken);
                }

                if (number % Sampled == 0)
                {
                    _appends.Add(append);
                    _commits.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
                }

                Say(entry.Request!);
            }
            catch (AuditUnavailableException e)
            {
                Say("unavailable: " + e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellationToken);
            }
        }

        private void Say(string line)
        {
            if (acknowledged is not null)
            {
                lock (_gate)
                {
                    acknowledged.WriteLine(line);
                    acknowledged.Flush();
                }
            }
        }

        private AuditEvent New(long number) => new()
        {
            Type = AuditEventTypes.Generated,
            Time = time.GetUtcNow(),
            Tenant = "bench",
            Request = string.Create(CultureInfo.InvariantCulture, $"{_name}-{number / 5}.{number % 5}"),
            Subject = subjects > 0 ? string.Create(CultureInfo.InvariantCulture, $"subject-{number % subjects}") : null,
            Retention = "system",
            Body = Body,
            Secret = subjects > 0 ? SecretText : null,
        };

        private static double At(ConcurrentBag<double> values, double share)
        {
            double[] sorted = [.. values.Order()];
            return sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
        }
    }
}
