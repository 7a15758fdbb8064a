using FinCluster.Core.Market;

namespace FinCluster.Cli.Serving;

/// <summary>
/// The market calendar of a process: a file that may change while it runs, or the one that the program carries. <see cref="Refresh"/> is
/// for one thread; any thread may read <see cref="Current"/> and <see cref="Error"/>.
/// </summary>
internal sealed class CalendarFile
{
    private readonly string? _path;
    private volatile MarketCalendar _current;
    private volatile string? _error;
    private Mark _mark;

    /// <summary>Initializes a new instance of the <see cref="CalendarFile"/> class, and reads the file.</summary>
    /// <param name="path">The file; null for the program's calendar.</param>
    /// <exception cref="MarketCalendarException">It is no calendar; the message begins with the path.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public CalendarFile(string? path)
    {
        _path = path;
        _mark = path is null ? default : Mark.Of(path);
        _current = path is null ? MarketCalendar.BuiltIn : Read(path);
    }

    /// <summary>Gets the last calendar that was good.</summary>
    public MarketCalendar Current => _current;

    /// <summary>Gets why the file as it is now is not <see cref="Current"/>; null if it is.</summary>
    public string? Error => _error;

    /// <summary>
    /// Reads the file again if its size or its time of modification has changed. A file that is missing or wrong leaves
    /// <see cref="Current"/> as it is and is told by <see cref="Error"/>.
    /// </summary>
    /// <returns>Whether <see cref="Current"/> is another one now.</returns>
    public bool Refresh()
    {
        if (_path is null)
        {
            return false;
        }

        try
        {
            // Taken before the content: what is written in between has another mark at the next call.
            var mark = Mark.Of(_path);
            if (mark == _mark)
            {
                return false;
            }

            // A wrong file is not read again until it changes.
            _mark = mark;
            _current = Read(_path);
            _error = null;
            return true;
        }
        catch (MarketCalendarException e)
        {
            _error = e.Message;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It may be back as it was, or readable, without another mark.
            _mark = default;
            _error = $"{_path}: {e.Message}";
        }

        return false;
    }

    private static MarketCalendar Read(string path)
    {
        try
        {
            return MarketCalendarReader.Read(File.ReadAllText(path));
        }
        catch (MarketCalendarException e)
        {
            throw new MarketCalendarException($"{path}: {e.Message}", e);
        }
    }

    private readonly record struct Mark(long Size, DateTime ModifiedAt)
    {
        public static Mark Of(string path)
        {
            var file = new FileInfo(path);

            // Through a link, as Kubernetes mounts files, the target counts.
            var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return new Mark(target.Length, target.LastWriteTimeUtc);
        }
    }
}
