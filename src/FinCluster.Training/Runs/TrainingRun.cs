using FinCluster.Training.Model;
using FinCluster.Training.Optimization;

namespace FinCluster.Training.Runs;

/// <summary>A training from its first to its last step, or from a checkpoint on. Not thread-safe.</summary>
internal sealed class TrainingRun
{
    private const double MeanDecay = 0.97;

    private readonly IBatchSource _source;
    private readonly TimeProvider _time;
    private readonly GradientComputer _computer;
    private readonly Optimizer _optimizer;
    private readonly int _threads;
    private readonly List<float> _losses;

    /// <summary>Prepares a training.</summary>
    /// <param name="plan">What is to be done.</param>
    /// <param name="state">Where it starts.</param>
    /// <param name="losses">The losses of the steps that were made.</param>
    /// <param name="source">What is learned.</param>
    /// <param name="threads">How many threads compute.</param>
    /// <param name="time">The clock.</param>
    public TrainingRun(
        TrainingPlan plan, OptimizerState state, IEnumerable<float> losses, IBatchSource source, int threads, TimeProvider time)
    {
        Plan = plan;
        State = state;
        Layout = new ParameterLayout(plan.Shape);
        _losses = [.. losses];
        _source = source;
        _threads = threads;
        _time = time;
        _computer = new GradientComputer(Layout, plan.Parts, threads);
        _optimizer = new Optimizer(Layout, plan.Optimizer);
    }

    /// <summary>Gets or sets what is to be done; the number of steps may change before the last one.</summary>
    public TrainingPlan Plan { get; set; }

    /// <summary>Gets where the training is.</summary>
    public OptimizerState State { get; }

    /// <summary>Gets the tensors of the model.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>Gets the loss of each step.</summary>
    public IReadOnlyList<float> Losses => _losses;

    /// <summary>Gets the steps that were made since the start or the resumption.</summary>
    public int MadeSteps { get; private set; }

    /// <summary>Gets the tokens that were read since the start or the resumption.</summary>
    public long TokensRead { get; private set; }

    /// <summary>Makes steps until the end.</summary>
    /// <param name="afterStep">Is told after each step.</param>
    /// <param name="cancellationToken">Ends the training after the step in progress.</param>
    public void Run(Action<TrainingProgress> afterStep, CancellationToken cancellationToken)
    {
        long started = _time.GetTimestamp();
        double? mean = _losses.Count > 0 ? MeanOf(_losses) : null;
        while (State.Step < Plan.Steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double loss = Step();
            mean = mean is { } known ? (known * MeanDecay) + (loss * (1 - MeanDecay)) : loss;
            TimeSpan elapsed = _time.GetElapsedTime(started);
            afterStep(new TrainingProgress(
                State.Step, Plan.Steps, loss, mean.Value, TokensRead / Math.Max(elapsed.TotalSeconds, 1e-9), elapsed,
                elapsed / MadeSteps * Math.Max(0, Plan.Steps - State.Step)));
        }
    }

    /// <summary>Gets the running mean at the end of a list of losses.</summary>
    public static double MeanOf(IReadOnlyList<float> losses)
    {
        double mean = losses[0];
        foreach (float loss in losses.Skip(1))
        {
            mean = (mean * MeanDecay) + (loss * (1 - MeanDecay));
        }

        return mean;
    }

    private double Step()
    {
        State.Step++;
        var batches = new PackedBatch[Plan.Parts];
        Parallel.For(
            0, batches.Length, new ParallelOptions { MaxDegreeOfParallelism = _threads },
            part => batches[part] = _source.Draw(State.Step, part, Plan.TokensPerPart));
        double loss = _computer.Compute(State.Parameters, batches);
        if (!double.IsFinite(loss))
        {
            throw new TrainingException($"the loss of step {State.Step} is not a number; a lower learning rate may help");
        }

        _optimizer.Clip(_computer.Gradients);
        _optimizer.Step(State, _computer.Gradients, Plan.Optimizer.Schedule(State.Step, Plan.Steps), _threads);
        _losses.Add((float)loss);
        MadeSteps++;
        TokensRead += batches.Sum(batch => batch.Tokens.Count);
        return loss;
    }
}
