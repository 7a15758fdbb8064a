using System.Text;

namespace FinCluster.Core.Evaluation.Sets;

/// <summary>Reads CSV: cells between commas, in quotes where they hold commas, quotes or line ends.</summary>
internal static class CsvText
{
    /// <summary>Reads all rows; empty lines are passed over.</summary>
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public static IReadOnlyList<string[]> Read(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var cell = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (isQuoted)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (c == '"' && cell.Length == 0)
            {
                isQuoted = true;
            }
            else if (c == ',')
            {
                EndCell();
            }
            else if (c == '\n')
            {
                EndRow();
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }
        }

        if (isQuoted)
        {
            throw new FormatException("a quote in the CSV file is not closed");
        }

        EndRow();
        return rows;

        void EndCell()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }

        void EndRow()
        {
            if (row.Count > 0 || cell.Length > 0)
            {
                EndCell();
                rows.Add([.. row]);
                row.Clear();
            }
        }
    }
}
