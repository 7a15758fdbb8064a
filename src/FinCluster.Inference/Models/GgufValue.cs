using System.Diagnostics.CodeAnalysis;

namespace FinCluster.Inference.Models;

/// <summary>One metadata value. Immutable.</summary>
public sealed class GgufValue
{
    private readonly object _value;

    internal GgufValue(GgufValueType type, GgufValueType elementType, object value)
    {
        Type = type;
        ElementType = elementType;
        _value = value;
    }

    /// <summary>Gets the type; <see cref="GgufValueType.Array"/> for every array.</summary>
    public GgufValueType Type { get; }

    /// <summary>Gets the type of an array's elements; <see cref="Type"/> for a single value.</summary>
    public GgufValueType ElementType { get; }

    /// <summary>Gets the number of elements of an array; 1 for a single value.</summary>
    public int Count => _value switch
    {
        Array array => array.Length,
        GgufStringArray strings => strings.Count,
        _ => 1,
    };

    /// <summary>Gets the strings of an array of strings; null for anything else.</summary>
    public GgufStringArray? Strings => _value as GgufStringArray;

    /// <summary>Gets the elements of an array of <typeparamref name="T"/>; empty for anything else.</summary>
    /// <typeparam name="T">The type of the elements, for example <see cref="int"/> for <see cref="GgufValueType.I32"/>.</typeparam>
    public ReadOnlySpan<T> Elements<T>()
        where T : unmanaged =>
        // Not "is T[]", which takes an array of int for one of uint.
        _value.GetType() == typeof(T[]) ? (T[])_value : [];

    /// <summary>Gives a single value when it has exactly the type <typeparamref name="T"/>.</summary>
    public bool TryGet<T>([NotNullWhen(true)] out T? value)
    {
        if (_value is T typed)
        {
            value = typed;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Names the type, for messages.</summary>
    public override string ToString() => Type == GgufValueType.Array ? $"array of {Count} {ElementType}" : $"{Type}";
}
