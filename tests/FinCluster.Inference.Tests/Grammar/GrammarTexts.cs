namespace FinCluster.Inference.Tests.Grammar;

/// <summary>Grammars that many tests use.</summary>
internal static class GrammarTexts
{
    public const string Json = """
        # JSON with little freedom in its white space
        root   ::= object
        value  ::= object | array | text | number | ("true" | "false" | "null") space
        object ::= "{" space ( pair ("," space pair)* )? "}" space
        pair   ::= text ":" space value
        array  ::= "[" space ( value ("," space value)* )? "]" space
        text   ::=
          "\"" (
            [^"\\\x7F\x00-\x1F] |
            "\\" (["\\bfnrt/] | "u" [0-9a-fA-F]{4})   # escapes
          )* "\"" space
        number ::= "-"? ("0" | [1-9] [0-9]{0,15}) ("." [0-9]+)? ([eE] [-+]? [0-9]{1,4})? space
        space  ::= | " " | "\n" [ \t]{0,20}
        """;

    public const string JsonArray = """
        root  ::= "[\n" item (",\n" item)* "\n]"
        item  ::= value
        value ::= array | text | number | "true" | "false" | "null"
        array ::= "[" space (value ("," space value)*)? "]"
        text  ::= "\"" ([^"\\\x00-\x1F] | "\\" (["\\/bfnrt] | "u" [0-9a-fA-F]{4}))* "\""
        number ::= "-"? [0-9]{1,15} ("." [0-9]+)?
        space ::= " "?
        """;

    public const string Arithmetic = """
        root  ::= (sum "=" blank term "\n")+
        sum   ::= term ([-+*/] term)*
        term  ::= name | number | "(" blank sum ")" blank
        name  ::= [a-z] [a-z0-9_]* blank
        number ::= [0-9]+ blank
        blank ::= [ \t\n]*
        """;

    public const string Chess = """
        # Moves in algebraic notation, in pairs
        root   ::= "1. " move " " move "\n" ([1-9] [0-9]? ". " move " " move "\n")*
        move   ::= (pawn | piece | castle) [+#]?
        piece  ::= [NBKQR] [a-h]? [1-8]? "x"? [a-h] [1-8]
        pawn   ::= ([a-h] "x")? [a-h] [1-8] ("=" [NBQR])?
        castle ::= "O-O" "-O"?
        """;

    public const string C = """
        root      ::= function*
        function  ::= type name "(" parameter? ")" "{" statement* "}"
        type      ::= ("int" | "float" | "char") blank
        name      ::= [a-zA-Z_] [a-zA-Z_0-9]*
        parameter ::= type name
        statement ::=
            ( type name blank "=" blank expression ";" ) |
            ( name blank "=" blank expression ";" ) |
            ( name blank "(" arguments? ")" ";" ) |
            ( "return" blank expression ";" ) |
            ( "while" "(" condition ")" "{" statement* "}" ) |
            ( "if" "(" condition ")" "{" statement* "}" ("else" "{" statement* "}")? ) |
            ( "//" [^\n]* "\n" ) |
            ( "/*" ( [^*] | ("*" [^/]) )* "*/" )
        condition  ::= expression ("<=" | "<" | "==" | "!=" | ">=" | ">") expression
        expression ::= term (("+" | "-") term)*
        term       ::= factor (("*" | "/") factor)*
        factor     ::= name | [0-9]+ | "-" factor | name "(" arguments? ")" | "(" blank expression blank ")"
        arguments  ::= expression ("," blank expression)*
        blank      ::= ([ \t\n]+)
        """;

    public const string Japanese = """
        root     ::= letter+ ([ \t\n] letter+)*
        letter   ::= hiragana | katakana | mark | han
        hiragana ::= [ぁ-ゟ]
        katakana ::= [ァ-ヿ]
        mark     ::= [、-〾]
        han      ::= [一-鿿]
        """;

    public static string[] All => [Json, JsonArray, Arithmetic, Chess, C, Japanese];
}
