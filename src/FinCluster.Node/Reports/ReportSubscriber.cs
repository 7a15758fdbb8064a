using System.Threading.Channels;
using FinCluster.Contracts.Node.V1;

namespace FinCluster.Node.Reports;

/// <summary>One watcher of a node. The reporter offers, the watcher reads.</summary>
/// <param name="gatewayId">The gateway that watches; empty for somebody else.</param>
internal sealed class ReportSubscriber(string gatewayId)
{
    /// <summary>Reports that wait for a slow watcher before it loses one: some seconds' worth.</summary>
    public const int MaxUnread = 16;

    private readonly Channel<NodeReport> _reports = Channel.CreateBounded<NodeReport>(
        new BoundedChannelOptions(MaxUnread) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Gets the gateway that watches; empty for somebody else.</summary>
    public string GatewayId => gatewayId;

    /// <summary>Gets what the watcher reads.</summary>
    public ChannelReader<NodeReport> Reports => _reports.Reader;

    /// <summary>Gets or sets a value indicating whether its next report is the first one, or follows one that was lost.</summary>
    public bool NeedsReset { get; set; } = true;

    /// <summary>Gets a value indicating whether it has not been offered anything yet.</summary>
    public bool IsNew { get; private set; } = true;

    /// <summary>Gets a value indicating whether it has read all that was offered.</summary>
    public bool HasCaughtUp => _reports.Reader.Count == 0;

    /// <summary>Offers a report; false when the watcher is too far behind.</summary>
    public bool TryOffer(NodeReport report)
    {
        IsNew = false;
        return _reports.Writer.TryWrite(report);
    }

    /// <summary>Ends the reports behind those that are offered.</summary>
    public void Complete() => _reports.Writer.TryComplete();
}
