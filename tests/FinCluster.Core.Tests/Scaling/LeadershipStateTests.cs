using FinCluster.Core.Scaling.Leadership;
using FsCheck;
using FsCheck.Fluent;

namespace FinCluster.Core.Tests.Scaling;

public sealed class LeadershipStateTests
{
    private const string Role = "scaler";

    // A counterexample is told without the calls that it does not need.
    private static IEnumerable<int[]> Shorter(int[] numbers) => numbers.Select((_, i) => (int[])[.. numbers[..i], .. numbers[(i + 1)..]]);

    [Fact]
    public void AnyCalls_OneLeadsAtATimeTokensRiseAndOldTermsChangeNothing()
    {
        int terms = 0;
        int refused = 0;
        Gen<int[]> scripts = Gen.Choose(0, int.MaxValue - 1).ArrayOf();
        Prop.ForAll(Arb.From(scripts, Shorter), numbers =>
        {
            var cluster = new Cluster();
            foreach (int number in numbers)
            {
                cluster.Call(number);
            }

            terms += cluster.Terms;
            refused += cluster.Refused;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithStartSize(20).WithEndSize(150));

        // The calls are of use: many terms began, and many late calls came.
        Assert.InRange(terms, 1_000, int.MaxValue);
        Assert.InRange(refused, 1_000, int.MaxValue);
    }

    [Fact]
    public void Write_AtTheEndOfTheTerm_IsRefused()
    {
        (LeadershipState state, LeadershipTerm? term) = LeadershipState.None.Campaign(Role, "a", TimeSpan.FromSeconds(5), DateTimeOffset.UnixEpoch);

        Assert.NotNull(state.Write(term!.FencingToken, "n", DateTimeOffset.UnixEpoch.AddSeconds(5).AddTicks(-1)));
        Assert.Null(state.Write(term.FencingToken, "n", DateTimeOffset.UnixEpoch.AddSeconds(5)));
        Assert.Null(state.Read(DateTimeOffset.UnixEpoch.AddSeconds(5)).Leader);
    }

    /// <summary>Three processes that believe what they are told, and a clock.</summary>
    private sealed class Cluster
    {
        // What each process was told: its term, and until when it may believe in it.
        private readonly (LeadershipTerm? Term, DateTimeOffset Until)[] _told = new (LeadershipTerm?, DateTimeOffset)[3];

        private LeadershipState _state = LeadershipState.None;
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public int Terms { get; private set; }

        public int Refused { get; private set; }

        public void Call(int number)
        {
            long before = _state.FencingToken;
            int process = number % 3;
            var length = TimeSpan.FromSeconds(1 + (number / 100 % 40));
            switch (number / 3 % 8)
            {
                case < 3:
                    Campaign(process, length);
                    break;
                case 3 when _told[process].Term is { } term:
                    _state = _state.Resign(term.FencingToken);
                    _told[process].Until = DateTimeOffset.MinValue;
                    break;
                case < 6 when _told[process].Term is { } term:
                    Write(process, term, $"{number}");
                    break;
                default:
                    _now += length;
                    break;
            }

            Assert.InRange(_state.FencingToken, before, before + 1);
            Assert.InRange(_told.Count(told => told.Until > _now), 0, 1);
        }

        private void Campaign(int process, TimeSpan lifetime)
        {
            (LeadershipState next, LeadershipTerm? term) = _state.Campaign(Role, $"p{process}", lifetime, _now);
            Assert.Equal(_told.Where((_, other) => other != process).Any(told => told.Until > _now), term is null);
            if (term is not null)
            {
                bool isNew = _told[process].Until <= _now;
                Assert.Equal(_state.FencingToken + (isNew ? 1 : 0), term.FencingToken);
                _told[process] = (term, _now + lifetime);
                Terms += isNew ? 1 : 0;
            }

            _state = next;
        }

        private void Write(int process, LeadershipTerm term, string note)
        {
            LeadershipState? next = _state.Write(term.FencingToken, note, _now);
            Assert.Equal(_told[process].Until > _now, next is not null);
            Refused += next is null ? 1 : 0;
            _state = next ?? _state;
        }
    }
}
