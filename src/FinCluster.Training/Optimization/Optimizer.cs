using System.Collections.Concurrent;
using System.Numerics.Tensors;
using FinCluster.Training.Model;

namespace FinCluster.Training.Optimization;

/// <summary>Moves all parameters of a model by one step: Muon for the matrices of layers, AdamW for the rest.</summary>
internal sealed class Optimizer(ParameterLayout layout, OptimizerOptions options)
{
    private readonly ConcurrentBag<Muon> _workers = [];

    /// <summary>Scales gradients down to the longest that is allowed.</summary>
    /// <returns>Their length before.</returns>
    public float Clip(Span<float> gradients)
    {
        float norm = TensorPrimitives.Norm<float>(gradients);
        if (norm > options.MaxGradientNorm)
        {
            TensorPrimitives.Multiply(gradients, options.MaxGradientNorm / norm, gradients);
        }

        return norm;
    }

    /// <summary>Moves the parameters.</summary>
    /// <param name="state">Parameters and running means.</param>
    /// <param name="gradients">The gradients of all parameters.</param>
    /// <param name="scale">The part of the full learning rates that applies now.</param>
    /// <param name="threads">How many threads compute.</param>
    public void Step(OptimizerState state, float[] gradients, float scale, int threads) => Parallel.ForEach(
        layout.Slots,
        new ParallelOptions { MaxDegreeOfParallelism = threads },
        slot =>
        {
            if (slot.Kind != ParameterKind.Matrix)
            {
                AdamW.Step(
                    slot.Of(state.Parameters.AsSpan()), slot.Of(gradients.AsSpan()), slot.Of(state.Means.AsSpan()),
                    slot.Of(state.Squares.AsSpan()), state.Step, options.VectorRate * scale, decay: 0);
                return;
            }

            Muon muon = _workers.TryTake(out Muon? free) ? free : new Muon();
            muon.Step(
                slot.Of(state.Parameters.AsSpan()), slot.Of(gradients.AsSpan()), slot.Of(state.Means.AsSpan()), slot.Rows, slot.Columns,
                options.MatrixRate * scale, options.MatrixDecay);
            _workers.Add(muon);
        });
}
