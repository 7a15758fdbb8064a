using System.Numerics.Tensors;
using FinCluster.Training.Model;
using FinCluster.Training.Numerics;

namespace FinCluster.Training.Adapters;

/// <summary>Low-rank changes of some matrices of a model (LoRA). Not thread-safe.</summary>
internal sealed class LowRankAdapter
{
    private readonly MatrixProduct _product = new();
    private readonly ParameterLayout _layout;
    private readonly float[] _base;
    private float[] _delta = [];

    /// <summary>Makes changes that change nothing yet.</summary>
    /// <param name="layout">The tensors of the model.</param>
    /// <param name="parameters">The parameters of the model; they stay as they are.</param>
    /// <param name="options">Which matrices are changed and how.</param>
    /// <exception cref="TrainingException">No matrix has one of the names.</exception>
    public LowRankAdapter(ParameterLayout layout, float[] parameters, AdapterOptions options)
    {
        _layout = layout;
        _base = parameters;
        Random random = Corpora.Draw.Seeded(options.Seed);
        Pairs = [.. layout.Slots.Where(slot => options.Targets.Any(target => IsTarget(slot, target)))
            .Select(slot => new AdapterPair(slot, options.Rank, options.Alpha, random))];
        string? unknown = options.Targets.FirstOrDefault(target => !layout.Slots.Any(slot => IsTarget(slot, target)));
        if (Pairs.Count == 0 || unknown is not null)
        {
            throw new TrainingException($"the model has no matrix '{unknown}' that can be adapted");
        }

        AdapterPair? wide = Pairs.FirstOrDefault(pair => options.Rank > Math.Min(pair.Slot.Rows, pair.Slot.Columns));
        if (wide is not null)
        {
            throw new TrainingException($"a rank of {options.Rank} is more than '{wide.Slot.Name}' has");
        }
    }

    /// <summary>Gets the changes.</summary>
    public IReadOnlyList<AdapterPair> Pairs { get; }

    /// <summary>Writes the changed parameters.</summary>
    public void Apply(float[] parameters)
    {
        foreach (AdapterPair pair in Pairs)
        {
            TensorPrimitives.Add(pair.Slot.Of(_base.AsSpan()), Delta(pair), pair.Slot.Of(parameters.AsSpan()));
        }
    }

    /// <summary>Moves all factors by one step.</summary>
    public void Step(float[] gradients, int step, float rate)
    {
        foreach (AdapterPair pair in Pairs)
        {
            pair.ComputeGradients(_product, pair.Slot.Of(gradients.AsSpan()));
            pair.Up.Step(step, rate);
            pair.Down.Step(step, rate);
        }
    }

    /// <summary>Measures the change: its length over that of the model.</summary>
    public AdapterChange Measure()
    {
        double delta = 0;
        double targets = 0;
        foreach (AdapterPair pair in Pairs)
        {
            delta += TensorPrimitives.SumOfSquares<float>(Delta(pair));
            targets += TensorPrimitives.SumOfSquares(pair.Slot.Of(_base.AsSpan()));
        }

        double all = _layout.Slots.Sum(slot => (double)TensorPrimitives.SumOfSquares(slot.Of(_base.AsSpan())));
        return new AdapterChange(Math.Sqrt(delta / all), Math.Sqrt(delta / targets));
    }

    /// <summary>Shortens the change to a part of itself.</summary>
    public void Scale(float factor)
    {
        foreach (AdapterPair pair in Pairs)
        {
            TensorPrimitives.Multiply(pair.Up.Values, factor, pair.Up.Values);
        }
    }

    private static bool IsTarget(ParameterSlot slot, string target) =>
        slot.Kind == ParameterKind.Matrix && slot.Name.EndsWith($".{target}.weight", StringComparison.Ordinal);

    private Span<float> Delta(AdapterPair pair)
    {
        Buffers.Grow(ref _delta, pair.Slot.Length);
        Span<float> delta = _delta.AsSpan(0, pair.Slot.Length);
        pair.ComputeDelta(_product, delta);
        return delta;
    }
}

/// <summary>How far an adapter moves a model.</summary>
/// <param name="OfModel">The length of the change over that of all parameters.</param>
/// <param name="OfTargets">The length of the change over that of the matrices that it changes.</param>
public sealed record AdapterChange(double OfModel, double OfTargets);
