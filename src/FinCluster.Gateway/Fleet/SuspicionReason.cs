namespace FinCluster.Gateway.Fleet;

/// <summary>Why a node is suspected to be lost; the later ones are graver.</summary>
internal enum SuspicionReason
{
    /// <summary>It reports that an engine of its has work and gives no token.</summary>
    Stalled,

    /// <summary>Its reports broke off; it may be back at once.</summary>
    Broken,

    /// <summary>It has stopped to report although its connection stands.</summary>
    Silent,

    /// <summary>It cannot be reached, or does not answer.</summary>
    Unreachable,
}
