using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace FinCluster.Inference.Grammar.JsonSchema.Numbers;

/// <summary>A decimal number of any length, without rounding.</summary>
/// <param name="Unscaled">Its digits.</param>
/// <param name="Scale">How many of them stand after the decimal point, from zero up; the last of those is no zero.</param>
internal readonly record struct ExactDecimal(BigInteger Unscaled, int Scale) : IComparable<ExactDecimal>
{
    /// <summary>The number zero.</summary>
    public static readonly ExactDecimal Zero = new(BigInteger.Zero, 0);

    // Enough for every finite IEEE double, the widest bound that tools write.
    private const int MaxDigits = 1_100;

    /// <summary>Reads the JSON number at <paramref name="location"/>.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">It is no number, or longer than any double.</exception>
    public static ExactDecimal Read(SchemaLocation location)
    {
        if (location.Element.ValueKind != JsonValueKind.Number)
        {
            throw SchemaError.At(location.Pointer, "the value must be a number");
        }

        return Parse(location.Element.GetRawText()) ?? throw SchemaError.At(location.Pointer, "the number is too long");
    }

    /// <summary>Makes the decimal for a whole number.</summary>
    public static ExactDecimal Of(BigInteger value) => new(value, 0);

    /// <summary>Reads a number in JSON's notation; null when it has too many digits.</summary>
    public static ExactDecimal? Parse(string json)
    {
        var exponentAt = json.IndexOfAny(['e', 'E']);
        var mantissa = exponentAt < 0 ? json : json[..exponentAt];
        var exponent = 0;
        var isShort = json.Length <= MaxDigits &&
            (exponentAt < 0 || int.TryParse(json[(exponentAt + 1)..], CultureInfo.InvariantCulture, out exponent));
        if (!isShort || Math.Abs((long)exponent) > MaxDigits)
        {
            return null;
        }

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var scale = (point < 0 ? 0 : mantissa.Length - point - 1) - exponent;
        var digits = mantissa.Replace(".", string.Empty, StringComparison.Ordinal);
        return Normalised(BigInteger.Parse(digits, CultureInfo.InvariantCulture), scale);
    }

    /// <summary>The largest whole number that is not above this one.</summary>
    public BigInteger Floor()
    {
        var quotient = BigInteger.DivRem(Unscaled, BigInteger.Pow(10, Scale), out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>The smallest whole number that is not below this one.</summary>
    public BigInteger Ceiling() => -Negated().Floor();

    /// <summary>The same distance from zero on its other side.</summary>
    public ExactDecimal Negated() => new(-Unscaled, Scale);

    /// <summary>The digits after the decimal point, without trailing zeros; this number must not be negative.</summary>
    public string FractionDigits() => Scale == 0
        ? string.Empty
        : (Unscaled % BigInteger.Pow(10, Scale)).ToString(CultureInfo.InvariantCulture).PadLeft(Scale, '0');

    /// <inheritdoc/>
    public int CompareTo(ExactDecimal other)
    {
        var scale = Math.Max(Scale, other.Scale);
        return (Unscaled * BigInteger.Pow(10, scale - Scale)).CompareTo(other.Unscaled * BigInteger.Pow(10, scale - other.Scale));
    }

    private static ExactDecimal Normalised(BigInteger unscaled, int scale)
    {
        if (scale < 0)
        {
            return new ExactDecimal(unscaled * BigInteger.Pow(10, -scale), 0);
        }

        while (scale > 0 && (unscaled % 10).IsZero)
        {
            unscaled /= 10;
            scale--;
        }

        return new ExactDecimal(unscaled, scale);
    }
}
