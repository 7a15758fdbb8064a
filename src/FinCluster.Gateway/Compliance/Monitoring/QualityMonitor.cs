using System.Collections.Concurrent;
using FinCluster.Core.Compliance.Monitoring;
using FinCluster.Core.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Compliance.Monitoring;

/// <summary>Counts what requests are like and how they end, and judges every ten seconds whether that is as it should be. Thread-safe.</summary>
/// <remarks>
/// All requests are judged together, and those of each release of each model by themselves, against the baseline of the model: a release that an alias has just moved
/// to is compared with what was usual before. Counting waits for nobody and allocates nothing but for a model that is new.
/// </remarks>
internal sealed partial class QualityMonitor : BackgroundService
{
    /// <summary>The most models and releases that are judged by themselves; others count among all requests alone.</summary>
    public const int MaxSubjects = 64;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<QualityKey, QualitySubject> _subjects = new();
    private readonly ConcurrentDictionary<string, BaselineMaker> _baselines = new(StringComparer.Ordinal);
    private readonly QualitySubject _all;
    private readonly DriftOptions _options;
    private readonly QualityMetrics _metrics;
    private readonly QualityRollback _rollback;
    private readonly TimeProvider _time;
    private readonly ILogger<QualityMonitor> _logger;
    private BaselineFile _file = BaselineFile.Empty;
    private bool _isUnwritten;

    public QualityMonitor(
        IOptions<DriftOptions> options, QualityMetrics metrics, QualityRollback rollback, TimeProvider time, ILogger<QualityMonitor> logger)
    {
        (_options, _metrics, _rollback, _time, _logger) = (options.Value, metrics, rollback, time, logger);
        ReadFile();
        _all = new QualitySubject(QualityKey.All, _options, BaselineOf(""));
        _all.Judge(time.GetUtcNow());
    }

    /// <summary>Gets the clusters of questions; null until they are learned.</summary>
    public EmbeddingClusters? Clusters => Volatile.Read(ref _file).Clusters;

    /// <summary>Notes a request that has ended.</summary>
    public void Observe(QualityObservation observation)
    {
        DateTimeOffset now = _time.GetUtcNow();
        _all.Window.Add(now, observation);
        _all.Baseline.Add(now, observation);
        if (observation.Model.Length > 0 && Find(new QualityKey(observation.Model, observation.Release)) is { } subject)
        {
            subject.Window.Add(now, observation);
            subject.Baseline.Add(now, observation);
        }
    }

    /// <summary>Notes that a person has looked at a refusal.</summary>
    /// <param name="isOverRefusal">Whether the person approved the question, so that it should have been answered.</param>
    public void ObserveReview(bool isOverRefusal) => _all.Window.AddReview(_time.GetUtcNow(), isOverRefusal);

    /// <summary>Notes what a question is about that was noted before.</summary>
    public void ObserveCluster(int cluster)
    {
        DateTimeOffset now = _time.GetUtcNow();
        _all.Window.AddCluster(now, cluster);
        _all.Baseline.AddCluster(now, cluster);
    }

    /// <summary>Takes the clusters that were learned, unless there are some.</summary>
    public void Learn(EmbeddingClusters clusters)
    {
        BaselineFile before = Volatile.Read(ref _file);
        if (before.Clusters is null && Interlocked.CompareExchange(ref _file, before with { Clusters = clusters }, before) == before)
        {
            Volatile.Write(ref _isUnwritten, true);
        }
    }

    /// <summary>Reads what was judged last: all requests first, then models by their names.</summary>
    public IReadOnlyList<QualitySubject> Read() =>
    [
        _all,
        .. _subjects.Values.Where(subject => subject.Report is not null)
            .OrderBy(subject => subject.Key.Model, StringComparer.Ordinal).ThenBy(subject => subject.Key.Release, StringComparer.Ordinal),
    ];

    /// <summary>Judges all requests of now.</summary>
    internal async Task JudgeAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        Advance(now);
        foreach (QualitySubject subject in (QualitySubject[])[_all, .. _subjects.Values])
        {
            (var begun, var ended) = subject.Judge(now);
            foreach (HeldAlarm alarm in begun)
            {
                LogBegun(_logger, subject.Key, alarm.Alarm.Reason);
            }

            foreach (HeldAlarm alarm in ended)
            {
                LogEnded(_logger, subject.Key, alarm.Alarm.Measure, now - alarm.Since);
            }

            // Nobody has asked for it in a whole window; the baseline of its model stays.
            if (subject.Report!.Requests == 0 && subject != _all)
            {
                _subjects.TryRemove(subject.Key, out _);
            }
        }

        _metrics.Set(_all.Report!);
        _metrics.SetAlarms([.. _all.Held, .. _subjects.Values.SelectMany(subject => subject.Held)]);
        await _rollback.RunAsync(key => _subjects.GetValueOrDefault(key), now, cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodic.RunAsync(Interval, _time, JudgeAsync, stoppingToken);

    private QualitySubject? Find(QualityKey key) =>
        _subjects.TryGetValue(key, out QualitySubject? known) ? known
        : _subjects.Count < MaxSubjects && (_baselines.ContainsKey(key.Model) || _baselines.Count <= MaxSubjects)
            ? _subjects.GetOrAdd(key, static (added, monitor) => new QualitySubject(added, monitor._options, monitor.BaselineOf(added.Model)), this)
        : null;

    private BaselineMaker BaselineOf(string model) => _baselines.GetOrAdd(
        model, static (name, monitor) => new BaselineMaker(monitor._file.Models.GetValueOrDefault(name), monitor._options.Limits), this);

    private void Advance(DateTimeOffset now)
    {
        foreach ((string model, BaselineMaker maker) in _baselines)
        {
            if (maker.Advance(now, _options.BaselineSample, _options.Limits))
            {
                BaselineFile before;
                do
                {
                    before = Volatile.Read(ref _file);
                }
                while (Interlocked.CompareExchange(ref _file, before with { Models = before.Models.SetItem(model, maker.Baseline!) }, before) != before);
                Volatile.Write(ref _isUnwritten, true);
                LogBaseline(_logger, model.Length == 0 ? QualityKey.All : new QualityKey(model, null), maker.Baseline!.Sample);
            }
        }

        if (_options.Folder is { } folder && Volatile.Read(ref _isUnwritten))
        {
            WriteFile(folder);
        }
    }

    private void ReadFile()
    {
        try
        {
            _file = _options.Folder is { } folder ? BaselineFile.Read(folder) : BaselineFile.Empty;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            LogUnreadable(_logger, e.Message);
        }
    }

    private void WriteFile(string folder)
    {
        Volatile.Write(ref _isUnwritten, false);
        try
        {
            Volatile.Read(ref _file).Write(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next round tries again.
            Volatile.Write(ref _isUnwritten, true);
            LogUnwritten(_logger, e.Message);
        }
    }

    [LoggerMessage(1090, LogLevel.Warning, "the quality of {Subject} is beyond its limits: {Reason}")]
    private static partial void LogBegun(ILogger logger, QualityKey subject, string reason);

    [LoggerMessage(1091, LogLevel.Information, "the quality of {Subject} is within its limits of {Measure} again, after {Elapsed}")]
    private static partial void LogEnded(ILogger logger, QualityKey subject, QualityMeasure measure, TimeSpan elapsed);

    [LoggerMessage(1094, LogLevel.Information, "the baseline of {Subject} is made, of {Requests} requests")]
    private static partial void LogBaseline(ILogger logger, QualityKey subject, long requests);

    [LoggerMessage(1095, LogLevel.Error, "the baselines cannot be read and are made anew: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string reason);

    [LoggerMessage(1096, LogLevel.Warning, "the baselines cannot be written and are tried again: {Reason}")]
    private static partial void LogUnwritten(ILogger logger, string reason);
}
