using FinCluster.Core.Errors;
using FinCluster.Core.Scaling.Leadership;

namespace FinCluster.Scaler.Control;

/// <summary>Takes the lead of the scalers and keeps it. One user at a time; <see cref="IsCertain"/> may be asked by any thread.</summary>
/// <param name="leadership">Where it is taken.</param>
/// <param name="name">What this scaler is called.</param>
/// <param name="lifetime">How long a term holds.</param>
/// <param name="time">The machine's clock.</param>
internal sealed class LeadKeeper(ILeadership leadership, string name, TimeSpan lifetime, TimeProvider time)
{
    /// <summary>What is led.</summary>
    public const string Role = "scaler";

    // A term is not counted on to its last moment: the call that follows takes time, and clocks drift.
    private const double TrustedPart = 0.6;

    private long _takenAt;

    /// <summary>Gets the term; null while another one leads, or nobody is known to.</summary>
    public LeadershipTerm? Term { get; private set; }

    /// <summary>Gets whether nobody else can lead yet.</summary>
    public bool IsCertain => Term is not null && time.GetElapsedTime(_takenAt) < lifetime * TrustedPart;

    /// <summary>Takes the lead, or keeps it.</summary>
    /// <returns>Whether this is a term that did not begin with the call before.</returns>
    /// <exception cref="ControlPlaneUnavailableException">The backend is away; a term that was taken before ends by itself.</exception>
    public async Task<bool> CampaignAsync(CancellationToken cancellationToken)
    {
        LeadershipTerm? before = Term;
        long asked = time.GetTimestamp();
        if (before is not null && time.GetElapsedTime(_takenAt) >= lifetime)
        {
            Term = null;
        }

        LeadershipTerm? term = await leadership.CampaignAsync(Role, name, lifetime, cancellationToken);
        (Term, _takenAt) = (term, asked);
        return term is not null && term.FencingToken != before?.FencingToken;
    }

    /// <summary>Gives the lead back.</summary>
    public async Task ResignAsync(CancellationToken cancellationToken)
    {
        if (Term is { } term)
        {
            Term = null;
            await leadership.ResignAsync(term, cancellationToken);
        }
    }

    /// <summary>Reads who leads and what was noted.</summary>
    public ValueTask<LeadershipRecord> ReadAsync(CancellationToken cancellationToken) => leadership.ReadAsync(Role, cancellationToken);

    /// <summary>Notes something for the next leader; false when the term is over.</summary>
    public async Task<bool> WriteAsync(string note, CancellationToken cancellationToken) =>
        Term is { } term && await leadership.WriteAsync(term, note, cancellationToken);
}
