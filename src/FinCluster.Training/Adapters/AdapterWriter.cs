using FinCluster.Training.Gguf;
using FinCluster.Training.Model;

namespace FinCluster.Training.Adapters;

/// <summary>Writes LoRA adapters in the form that llama.cpp loads.</summary>
internal static class AdapterWriter
{
    /// <summary>The key of the hash of the model that an adapter is for.</summary>
    public const string BaseHashKey = "fincluster.base.sha256";

    /// <summary>The key of how far the adapter moves the model.</summary>
    public const string ChangeKey = "fincluster.parameter_change";

    /// <summary>Writes an adapter.</summary>
    public static void Write(AdapterOptions options, string name, LowRankAdapter adapter, string baseHash, AdapterChange change)
    {
        var document = new GgufDocument();
        document.Set("general.architecture", "llama");
        document.Set("general.type", "adapter");
        document.Set("general.name", $"FinLite {name}");
        document.Set("adapter.type", "lora");
        document.Set("adapter.lora.alpha", options.Alpha);
        document.Set(BaseHashKey, baseHash);
        document.Set(ChangeKey, (float)change.OfModel);
        document.Set("fincluster.domain", name);
        foreach (AdapterPair pair in adapter.Pairs)
        {
            ParameterSlot slot = pair.Slot;
            document.Add($"{slot.Name}.lora_a", pair.Down.Values, WeightFormat.F16, slot.Columns, options.Rank);
            document.Add($"{slot.Name}.lora_b", pair.Up.Values, WeightFormat.F16, options.Rank, slot.Rows);
        }

        document.Save(options.OutputPath);
    }
}
