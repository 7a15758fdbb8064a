namespace FinCluster.Inference.Models;

/// <summary>Checks what llama.cpp assumes of the metadata of every model, whatever its architecture.</summary>
/// <remarks>Source: llama.cpp v0.5.0, llama_model_base::load_hparams, whose assertions end the process.</remarks>
internal static class GgufModelRules
{
    private const int MaxLayers = 512;
    private const int MaxContextLength = 1 << 27;
    private const uint MaxExperts = 1024;

    // llama_pooling_type: none, mean, cls, last, rank; -1 is "not said".
    private const uint MaxPoolingType = 4;
    private const uint Unspecified = uint.MaxValue;

    private static readonly string[] RopeScalingTypes = ["none", "linear", "yarn", "longrope"];

    private static readonly string[] NumberKeys =
    [
        "vocab_size", "attention.key_length", "attention.value_length", "attention.key_length_swa", "attention.value_length_swa",
        "rope.dimension_count", "rope.dimension_count_swa", "rope.scaling.original_context_length", "embedding_length",
        "embedding_length_out",
    ];

    private static readonly string[] FlagKeys = ["attention.causal", "rope.scaling.finetuned"];

    private static readonly string[] PositiveKeys = ["rope.freq_base", "rope.freq_base_swa"];

    private static readonly string[] FiniteKeys =
    [
        .. PositiveKeys, "attention.layer_norm_epsilon", "attention.layer_norm_rms_epsilon", "rope.scale_linear",
        "rope.scaling.factor", "rope.scaling.attn_factor", "rope.scaling.alpha", "rope.scaling.yarn_log_multiplier",
        "rope.scaling.yarn_ext_factor", "rope.scaling.yarn_attn_factor", "rope.scaling.yarn_beta_fast", "rope.scaling.yarn_beta_slow",
    ];

    /// <summary>Checks a file that is no adapter.</summary>
    public static void Check(GgufFile file)
    {
        CheckSplit(file);
        CheckTypes(file);
        CheckSizes(file);
        CheckFloats(file);
        CheckChoices(file);
        CheckExperts(file);
        GgufTensorTypeRules.Check(file);
        GgufVocabularyRules.Check(file);
        if (file.Architecture == GgufLlamaRules.Architecture)
        {
            GgufLlamaRules.Check(file);
        }
    }

    private static void CheckSplit(GgufFile file)
    {
        // llama.cpp would load the other parts, which nobody has checked.
        if (file.Metadata.TryGetValue("split.count", out GgufValue? split) && (!split.TryGet(out ushort count) || count > 1))
        {
            throw file.Invalid("it is one part of a split model; merge the parts into one file first");
        }
    }

    // llama.cpp refuses a key of another type, with a message that only its log shows.
    private static void CheckTypes(GgufFile file)
    {
        _ = file.Metadata.FindText("general.name");
        _ = file.Metadata.FindU32("general.file_type");
        foreach (string name in NumberKeys)
        {
            _ = file.Metadata.FindU32($"{file.Architecture}.{name}");
        }

        foreach (string name in FlagKeys)
        {
            _ = file.Metadata.FindBool($"{file.Architecture}.{name}");
        }
    }

    private static void CheckSizes(GgufFile file)
    {
        if (file.LayerCount is < 1 or > MaxLayers)
        {
            throw file.Invalid($"it has {file.LayerCount} layers instead of 1 to {MaxLayers}");
        }

        if (file.ContextLength is < 1 or > MaxContextLength)
        {
            throw file.Invalid($"its context length is {file.ContextLength} instead of 1 to {MaxContextLength}");
        }

        uint predicted = file.Metadata.FindU32($"{file.Architecture}.nextn_predict_layers") ?? 0;
        if (predicted > 0 && predicted >= file.LayerCount)
        {
            throw file.Invalid($"{predicted} of its {file.LayerCount} layers predict further tokens, which leaves none");
        }
    }

    private static void CheckFloats(GgufFile file)
    {
        foreach (string name in FiniteKeys)
        {
            string key = $"{file.Architecture}.{name}";
            float value = file.Metadata.FindF32(key) ?? 1;
            if (!float.IsFinite(value) || value < 0 || (value == 0 && PositiveKeys.Contains(name)))
            {
                throw file.Invalid($"the key '{key}' is {value}, which is not possible");
            }
        }
    }

    private static void CheckChoices(GgufFile file)
    {
        string scalingKey = $"{file.Architecture}.rope.scaling.type";
        if (file.Metadata.FindText(scalingKey) is { } scaling && !RopeScalingTypes.Contains(scaling, StringComparer.Ordinal))
        {
            throw file.Invalid($"the key '{scalingKey}' is '{GgufText.Quote(scaling)}', not one of {string.Join(", ", RopeScalingTypes)}");
        }

        string poolingKey = $"{file.Architecture}.pooling_type";
        if (file.Metadata.FindU32(poolingKey) is > MaxPoolingType and not Unspecified)
        {
            throw file.Invalid($"the key '{poolingKey}' is {file.Metadata.FindU32(poolingKey)}, more than {MaxPoolingType}");
        }
    }

    private static void CheckExperts(GgufFile file)
    {
        GgufMetadata metadata = file.Metadata;
        uint experts = metadata.FindU32($"{file.Architecture}.expert_count") ?? 0;
        uint used = GgufPerLayer.Max(file, $"{file.Architecture}.expert_used_count") ?? 0;
        uint groups = metadata.FindU32($"{file.Architecture}.expert_group_count") ?? 0;
        uint usedGroups = metadata.FindU32($"{file.Architecture}.expert_group_used_count") ?? 0;
        bool good = experts == 0
            ? used == 0 && groups == 0
            : experts <= MaxExperts && used > 0 && used <= experts && groups < experts
                && (groups <= 1 || (experts % groups == 0 && usedGroups > 0 && usedGroups < groups));
        if (!good)
        {
            throw file.Invalid($"{used} of {experts} experts in {usedGroups} of {groups} groups are no possible choice");
        }
    }
}
