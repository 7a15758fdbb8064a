using System.Collections.Immutable;

namespace FinCluster.Core.Tenants;

/// <summary>What is kept of a <see cref="TenantAccount"/> beyond the life of its keeper.</summary>
/// <remarks>
/// Settled reservations are left out, of which there are many: only a settlement that is repeated just when the keeper changes would count twice.
/// All moments are on the clock of the account's calls, so a keeper that continues an account must have the same clock.
/// </remarks>
/// <param name="Month">The month of <paramref name="MonthTokens"/>, as year times 100 plus month; 0 when nothing was ever booked.</param>
/// <param name="MonthTokens">Tokens charged in it.</param>
/// <param name="Requests">The bucket of requests; null without such a limit.</param>
/// <param name="Tokens">The bucket of tokens; null without such a limit.</param>
/// <param name="Reservations">Those that are open, or were reclaimed and may still be renewed.</param>
public sealed record TenantAccountState(
    int Month, long MonthTokens, TokenBucket? Requests, TokenBucket? Tokens, ImmutableArray<SavedReservation> Reservations);

/// <summary>One reservation of a <see cref="TenantAccountState"/>.</summary>
/// <param name="Id">Its name.</param>
/// <param name="IsOpen">Whether it is open; else it was reclaimed.</param>
/// <param name="Charged">The tokens that are booked for it.</param>
/// <param name="Used">The tokens of its last renewal.</param>
/// <param name="Month">The month in which it was reserved.</param>
/// <param name="IsStream">Whether it counts among the concurrent streams.</param>
/// <param name="DueMicros">When it is reclaimed, or forgotten.</param>
public readonly record struct SavedReservation(
    ReservationId Id, bool IsOpen, long Charged, long Used, int Month, bool IsStream, long DueMicros);
