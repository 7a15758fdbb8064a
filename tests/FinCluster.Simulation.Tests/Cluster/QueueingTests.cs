using FinCluster.Core.Scaling.Plans;
using FinCluster.Core.Scaling.Policies;
using FinCluster.Simulation.Cluster;
using FinCluster.Simulation.Demand;
using FinCluster.Simulation.Engine;

namespace FinCluster.Simulation.Tests.Cluster;

/// <summary>Where theory knows the answer, the simulation gives it.</summary>
public sealed class QueueingTests
{
    private const double TokenSeconds = 0.01;

    [Theory]
    [InlineData(1, 16, 0.85)]
    [InlineData(8, 2, 0.9)]
    [InlineData(1, 1, 0.7)]
    public void ExponentialAnswers_WaitAsErlangSays(int replicas, int sequences, double load)
    {
        LengthDistribution answers = LengthDistribution.Exponential(200, 10_000);
        double service = answers.Mean * TokenSeconds;
        int servers = replicas * sequences;

        PoolOutcome outcome = Run(replicas, sequences, load * servers / service, answers);

        double expected = ErlangC(servers, load * servers) * service / (servers * (1 - load));
        Assert.InRange(outcome.WaitSeconds / outcome.Answers / expected, 0.93, 1.07);
        Assert.InRange(outcome.OutputTokens * TokenSeconds / (servers * 5 * 86_400.0), load * 0.99, load * 1.01);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.6)]
    public void OtherAnswers_OnOneSequence_WaitAsPollaczekAndKhinchineSay(double spread)
    {
        LengthDistribution answers = LengthDistribution.LogNormal(100, spread, 10_000);
        double service = answers.Mean * TokenSeconds;

        PoolOutcome outcome = Run(1, 1, 0.7 / service, answers);

        double variation = answers.Variance / (answers.Mean * answers.Mean);
        double expected = 0.7 / 0.3 * (1 + variation) / 2 * service;
        Assert.InRange(outcome.WaitSeconds / outcome.Answers / expected, 0.95, 1.05);
    }

    private static PoolOutcome Run(int replicas, int sequences, double requestsPerSecond, LengthDistribution answers)
    {
        var pool = new PoolPlan { Name = "p", Model = "m", MaxReplicas = replicas, TokensPerSecond = sequences / TokenSeconds, Policy = PolicyKind.Static };

        // A prompt of one token takes as long as each token of the answer, whatever else is computed: a sequence is a server.
        var engine = new EngineProfile
        {
            Source = "made up", Sequences = sequences, PromptTokens = 1, AnswerTokens = 101, StartSeconds = 0, DrainSeconds = 0,
            Measured = sequences == 1
                ? [new EngineMeasurement(1, 1 / TokenSeconds, TokenSeconds)]
                : [new EngineMeasurement(1, 1 / TokenSeconds, TokenSeconds), new EngineMeasurement(sequences, sequences / TokenSeconds, TokenSeconds)],
        };
        return new PoolSimulation(new PoolRun
        {
            Pool = pool,
            Scaler = new ScalerSeat(pool, new StaticPolicy(pool), () => new StaticPolicy(pool)),
            Speeds = new EngineSpeeds(engine),
            ContextTokens = 100_000,
            StartSeconds = 0,
            StartSpread = 0,
            DrainSeconds = 0,
            Trace = SmallMarkets.Constant(requestsPerSecond),
            Prompts = LengthDistribution.LogNormal(1, 0, 1),
            Answers = answers,
            Start = new DateTimeOffset(2026, 11, 23, 16, 0, 0, TimeSpan.Zero),
            Days = 5,
            TickSeconds = 60,
            QueueBound = 100_000,
            QueueSeconds = 86_400,
            Bells = [],
            Seed = 3,
        }).Run();
    }

    private static double ErlangC(int servers, double load)
    {
        // By the recursion of Erlang B, which does not overflow.
        double blocked = 1;
        for (int n = 1; n <= servers; n++)
        {
            blocked = load * blocked / (n + (load * blocked));
        }

        return blocked / (1 - ((load / servers) * (1 - blocked)));
    }
}
