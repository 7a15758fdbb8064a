namespace FinCluster.Inference.Models;

/// <summary>Checks LoRA adapters, alone and against the model that they are for.</summary>
/// <remarks>Source: llama.cpp v0.5.0, llama-adapter.cpp.</remarks>
internal static class GgufAdapterRules
{
    private const string TypeKey = "adapter.type";
    private const string AlphaKey = "adapter.lora.alpha";
    private const string DownSuffix = ".lora_a";
    private const string UpSuffix = ".lora_b";

    // llama.cpp passes over the norms that some tools save.
    private const string IgnoredSuffix = "_norm.weight";

    // Looked up by rows rather than multiplied, so its pair is stored the other way round.
    private const string EmbeddingName = "token_embd.weight";

    /// <summary>Checks an adapter alone.</summary>
    public static void Check(GgufFile file)
    {
        string type = file.Metadata.FindText(TypeKey) ?? throw file.Metadata.Missing(TypeKey);
        if (type != "lora")
        {
            throw file.Invalid($"adapters of the kind '{GgufText.Quote(type)}' are not supported");
        }

        float alpha = file.Metadata.FindF32(AlphaKey) ?? throw file.Metadata.Missing(AlphaKey);
        if (!float.IsFinite(alpha))
        {
            throw file.Invalid($"the key '{AlphaKey}' is {alpha}");
        }

        int pairs = Pairs(file).Count();
        if (pairs == 0)
        {
            throw file.Invalid("the adapter changes no tensor");
        }

        CheckNames(file);
    }

    /// <summary>Checks that an adapter fits a model.</summary>
    public static void CheckFits(GgufFile adapter, GgufFile model)
    {
        if (!adapter.IsAdapter || adapter.Architecture != model.Architecture)
        {
            throw adapter.Invalid($"it is no adapter for the architecture '{model.Architecture}'");
        }

        foreach ((string name, GgufTensorInfo down, GgufTensorInfo up, _) in Pairs(adapter))
        {
            GgufTensorInfo target = model.FindTensor(name) ?? throw adapter.Invalid($"the model has no tensor '{name}'");
            if (GgufTensorTypeRules.HasScale(model, target))
            {
                throw adapter.Invalid($"the model's tensor '{name}' of type {target.Type} cannot be adapted");
            }

            bool fits = name == EmbeddingName
                ? target.Dimension(0) == up.Dimension(1) && target.Dimension(1) == down.Dimension(1)
                : target.Dimension(0) == down.Dimension(0) && target.Dimension(1) == up.Dimension(1);
            if (!fits)
            {
                throw adapter.Invalid(
                    $"its pair for '{name}' has the shapes {down.Shape} and {up.Shape}, which do not fit the model's {target.Shape}");
            }
        }
    }

    /// <summary>Gets the pairs of an adapter; a wrong one throws.</summary>
    public static IEnumerable<GgufAdapterPair> Pairs(GgufFile file)
    {
        foreach (GgufTensorInfo down in file.Tensors.Where(tensor => tensor.Name.EndsWith(DownSuffix, StringComparison.Ordinal)))
        {
            string name = down.Name[..^DownSuffix.Length];
            GgufTensorInfo up = file.FindTensor(name + UpSuffix) ?? throw file.Invalid($"the tensor '{name}{UpSuffix}' is missing");
            yield return new GgufAdapterPair(name, down, up, CheckPair(file, name, down, up));
        }
    }

    /// <summary>Checks a pair and returns its rank: the dimension that the two share.</summary>
    private static long CheckPair(GgufFile file, string name, GgufTensorInfo down, GgufTensorInfo up)
    {
        long rank = name == EmbeddingName ? down.Dimension(0) : down.Dimension(1);
        if (down.Dimensions.Length > 2 || up.Dimensions.Length > 2 || up.Dimension(0) != rank)
        {
            throw file.Invalid($"the pair for '{name}' has the shapes {down.Shape} and {up.Shape}, which do not multiply");
        }

        if (!down.Type.IsWeight || !up.Type.IsWeight)
        {
            throw file.Invalid($"the pair for '{name}' is of the types {down.Type} and {up.Type}, which cannot be multiplied");
        }

        return rank;
    }

    private static void CheckNames(GgufFile file)
    {
        foreach (GgufTensorInfo tensor in file.Tensors)
        {
            string name = tensor.Name;
            bool isPaired = name.EndsWith(UpSuffix, StringComparison.Ordinal)
                && file.FindTensor(name[..^UpSuffix.Length] + DownSuffix) is not null;
            bool known = isPaired
                || name.EndsWith(DownSuffix, StringComparison.Ordinal)
                || name.EndsWith(IgnoredSuffix, StringComparison.Ordinal);
            if (!known)
            {
                throw file.Invalid($"the tensor '{name}' is no part of a pair");
            }
        }
    }
}
