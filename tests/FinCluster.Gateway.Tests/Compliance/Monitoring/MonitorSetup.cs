using FinCluster.Core.Compliance.Monitoring;
using FinCluster.Gateway.Compliance.Monitoring;
using FinCluster.Gateway.Tests.Admin;
using FinCluster.Testing;
using FinCluster.Testing.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Tests.Compliance.Monitoring;

/// <summary>A monitor with a clock and a catalog of its own; a test judges when it wants to.</summary>
internal sealed class MonitorSetup : IDisposable
{
    private readonly ServiceProvider _services;

    public MonitorSetup(Action<DriftOptions>? change = null, QuestionEmbedder? embedder = null)
    {
        // The catalog's changes have a time of their own.
        Time.Advance(MemoryCatalog.Now - DateTimeOffset.UnixEpoch);
        var options = new DriftOptions { BaselineSample = 1_000, EmbeddedShare = 1 };
        change?.Invoke(options);
        var services = new ServiceCollection();
        services.AddMetrics();
        services.AddLogging(logging => logging.AddProvider(Log).SetMinimumLevel(LogLevel.Debug));
        if (embedder is not null)
        {
            services.AddSingleton(embedder);
        }

        _services = services.BuildServiceProvider();
        IOptions<DriftOptions> wrapped = Options.Create(options);
        ILoggerFactory loggers = _services.GetRequiredService<ILoggerFactory>();
        var metrics = new QualityMetrics(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        var rollback = new QualityRollback(Catalog, wrapped, loggers.CreateLogger<QualityRollback>());
        Monitor = new QualityMonitor(wrapped, metrics, rollback, Time, loggers.CreateLogger<QualityMonitor>());
        Sampler = new QuestionSampler(Monitor, _services, wrapped, loggers.CreateLogger<QuestionSampler>());
    }

    public ManualTimeProvider Time { get; } = new();

    public MemoryCatalog Catalog { get; } = new();

    public RecordingLog Log { get; } = new();

    public QualityMonitor Monitor { get; }

    public QuestionSampler Sampler { get; }

    /// <summary>Makes a request of a model as it usually is.</summary>
    public static QualityObservation Request(string model = "fin-chat", string? release = null) => new()
    {
        Intent = QuestionIntent.Definition, Question = LengthBucket.UpTo20, Answer = LengthBucket.UpTo200, Model = model, Release = release,
    };

    /// <summary>Notes many requests and judges.</summary>
    public async Task ObserveAsync(int count, Func<int, QualityObservation> request)
    {
        for (int i = 0; i < count; i++)
        {
            Monitor.Observe(request(i));
        }

        await Monitor.JudgeAsync(TestTimeouts.Token);
    }

    /// <summary>Lets time pass and judges.</summary>
    public Task PassAsync(TimeSpan time)
    {
        Time.Advance(time);
        return Monitor.JudgeAsync(TestTimeouts.Token);
    }

    public void Dispose()
    {
        Sampler.Dispose();
        Monitor.Dispose();
        _services.Dispose();
        Log.Dispose();
    }
}
