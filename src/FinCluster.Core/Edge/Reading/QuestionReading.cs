namespace FinCluster.Core.Edge.Reading;

/// <summary>What one pass over a request finds: counts, no text.</summary>
/// <remarks>The <em>focus</em> is the sentence that asks: the last one with a question mark, else the last one.</remarks>
internal struct QuestionReading
{
    /// <summary>Gets the cues of the focus.</summary>
    public CueCounts Focus;

    /// <summary>Gets the cues of the whole question.</summary>
    public CueCounts All;

    /// <summary>Gets the length of the question before folding, in characters.</summary>
    public int Characters { get; set; }

    /// <summary>Gets the weight of the words in the focus: a Chinese character counts 1, a word of another script 2.</summary>
    public int FocusContent { get; set; }

    /// <summary>Gets how much of <see cref="FocusContent"/> is known words.</summary>
    public int FocusExplained { get; set; }

    /// <summary>Gets how many known terms of the focus stand right behind an unknown word.</summary>
    public int Compounds { get; set; }

    /// <summary>Gets how many Chinese characters there are.</summary>
    public int Ideographs { get; set; }

    /// <summary>Gets how many words of other scripts there are.</summary>
    public int Words { get; set; }

    /// <summary>Gets how many amounts there are, in digits or in words; dates, times, codes and numbers in names are none.</summary>
    public int Quantities { get; set; }

    /// <summary>Gets how many amounts the focus holds.</summary>
    public int FocusQuantities { get; set; }

    /// <summary>Gets how many arithmetic operators stand between numbers.</summary>
    public int Operators { get; set; }

    /// <summary>Gets how many lines or items begin with a number or a bullet.</summary>
    public int ListMarkers { get; set; }

    /// <summary>Gets how many question marks there are.</summary>
    public int QuestionMarks { get; set; }

    /// <summary>Gets how many clauses there are: what stands between commas, semicolons and the ends of sentences.</summary>
    public int Clauses { get; set; }

    /// <summary>Gets how many codes of securities there are: six digits.</summary>
    public int SecurityCodes { get; set; }

    /// <summary>Gets how many numbers there are that name a person, an account or a card.</summary>
    public int Identifiers { get; set; }

    /// <summary>Gets how many characters or words the answer shall have; 0 when the question does not say.</summary>
    public int RequestedWords { get; set; }

    /// <summary>Gets how many messages came before the question, of the user and of the model.</summary>
    public int EarlierMessages { get; set; }

    /// <summary>Gets how many characters they have.</summary>
    public int EarlierCharacters { get; set; }

    /// <summary>Gets how long the answer must be at least, in tokens.</summary>
    public int MinAnswerTokens { get; set; }

    /// <summary>Gets a value indicating whether the answer must follow a schema or a grammar.</summary>
    public bool IsConstrained { get; set; }

    /// <summary>Gets a value indicating whether the model may call tools.</summary>
    public bool HasTools { get; set; }

    /// <summary>Gets the line of business that the question is about.</summary>
    public BusinessLine Line { get; set; }

    /// <summary>Gets a value indicating whether an adapter is made for that line and the edge does not have it.</summary>
    public bool LacksAdapter { get; set; }
}
