using System.Globalization;
using System.Text;

namespace FinCluster.Core.Catalog.Releases;

/// <summary>Writes JSON in exactly one way, whatever a JSON library's next release does.</summary>
internal sealed class CanonicalJson
{
    private readonly StringBuilder _text = new();
    private bool _isFirst = true;

    /// <summary>Begins the object, or one within it.</summary>
    public void Begin(string? name = null)
    {
        if (name is not null)
        {
            Name(name);
        }

        _text.Append('{');
        _isFirst = true;
    }

    /// <summary>Ends the object that was begun last.</summary>
    public void End()
    {
        _text.Append('}');
        _isFirst = false;
    }

    /// <summary>Writes a field as it stands; null is left out.</summary>
    public void Raw(string name, string? value)
    {
        if (value is not null)
        {
            Name(name);
            _text.Append(value);
        }
    }

    /// <summary>Writes a text; null is left out.</summary>
    public void Text(string name, string? value)
    {
        if (value is null)
        {
            return;
        }

        Name(name);
        _text.Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' or '\\' => _text.Append('\\').Append(c),
                < ' ' => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => _text.Append(c),
            };
        }

        _text.Append('"');
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Name(string name)
    {
        if (!_isFirst)
        {
            _text.Append(',');
        }

        _isFirst = false;
        _text.Append('"').Append(name).Append("\":");
    }
}
