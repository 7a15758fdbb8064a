using FinCluster.Core.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Hosting;

/// <summary>Tells requests that the server drains, and when its patience with them ends. Thread-safe.</summary>
internal sealed class DrainControl : IDisposable
{
    private readonly CancellationTokenSource _expired;
    private readonly CancellationTokenRegistration _registration;

    public DrainControl(IHostApplicationLifetime lifetime, IOptions<GatewayOptions> options, TimeProvider time)
    {
        _expired = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _registration = lifetime.ApplicationStopping.Register(() =>
        {
            IsDraining = true;
            _expired.CancelAfter(options.Value.DrainTimeout);
        });
    }

    /// <summary>Gets a value indicating whether the server takes no new work.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Gets the token that ends when answers must be cut short.</summary>
    public CancellationToken Expired => _expired.Token;

    /// <summary>Refuses new work while the server drains.</summary>
    /// <exception cref="RequestException">The server drains.</exception>
    public void ThrowIfDraining()
    {
        if (IsDraining)
        {
            throw new RequestException(ErrorCode.ShuttingDown, "the server is shutting down");
        }
    }

    /// <summary>Ends a request when the server's patience is over.</summary>
    /// <exception cref="RequestException">It is.</exception>
    public void ThrowIfExpired()
    {
        if (Expired.IsCancellationRequested)
        {
            throw new RequestException(ErrorCode.ShuttingDown, "the server is shutting down");
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        _expired.Dispose();
    }
}
