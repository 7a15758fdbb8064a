using System.Text;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Inference.Grammar;

namespace FinCluster.Inference.Tests.Grammar;

public sealed class GbnfParserTests
{
    public static TheoryData<string, string> Malformed => new()
    {
        { "root", "line 1, column 5: expected '::=', found the end of the grammar" },
        { "root := \"a\"", "line 1, column 6: expected '::=', found ':'" },
        { "root ::= \"a", "line 1, column 10: this literal has no closing '\"'" },
        { "root ::= [a-z", "line 1, column 10: this class has no closing ']'" },
        { "root ::= [a-", "line 1, column 10: this class has no closing ']'" },
        { "root ::= []", "line 1, column 10: this class matches no character" },
        { "root ::= [^]", "line 1, column 10: this class matches no character" },
        { "root ::= [^\\x00-\\U0010FFFF]", "line 1, column 10: this class matches no character" },
        { "root ::= [\\uD800-\\uDFFF]", "line 1, column 10: this class matches no character" },
        { "root ::= [z-a]", "line 1, column 11: this range runs backwards" },
        { "root ::= \"a\\q\"", "line 1, column 12: unknown escape" },
        { "root ::= \"a\\", "line 1, column 12: unknown escape" },
        { "root ::= \"\\x4\"", "line 1, column 11: this escape needs 2 hexadecimal digits" },
        { "root ::= \"\\u12G4\"", "line 1, column 11: this escape needs 4 hexadecimal digits" },
        { "root ::= \"\\U00110000\"", "line 1, column 11: this escape is above U+10FFFF" },
        { "root ::= \"\\UFFFFFFFF\"", "line 1, column 11: this escape is above U+10FFFF" },
        { "root ::= \"x\\uD83D\"", "line 1, column 12: surrogates are no characters" },
        { "root ::= \"\uD83D\"", "line 1, column 11: half of a surrogate pair" },
        { "root ::= ( \"a\"", "line 1, column 10: this group has no closing ')'" },
        { "root ::= ( \"a\" }", "line 1, column 16: expected an item, '|' or ')', found '}'" },
        { "root ::= \"a\" )", "line 1, column 14: expected an item, '|' or the end of the line, found ')'" },
        { "root ::= * \"a\"", "line 1, column 10: nothing stands before this repetition" },
        { "root ::= \"a\" | {2}", "line 1, column 16: nothing stands before this repetition" },
        { "root ::= \"a\"{,}", "line 1, column 14: expected a number, found ','" },
        { "root ::= \"a\"{,10}", "line 1, column 14: expected a number, found ','" },
        { "root ::= \"a\"{2", "line 1, column 15: expected '}', found the end of the grammar" },
        { "root ::= \"a\"{2;3}", "line 1, column 15: expected '}', found ';'" },
        { "root ::= \"a\"{3,2}", "line 1, column 13: {3,2} asks for at least 3 and at most 2" },
        { "root ::= \"a\"{99999999999999999999}", "line 1, column 14: a repetition count is at most 50000" },
        { "root ::= <think>", "line 1, column 10: token references" },
        { "root ::= \"a\"\n  !<[1000]>*", "line 2, column 3: expected a rule name" },
        { "root ::= (\"a\"\n  !<[1000]>*)", "line 2, column 3: token references" },
        { "root ::= \"a\"\n  | \"b\"", "line 2, column 3: expected a rule name (a rule goes on in the next line only after '|'" },
        { "root ::= \"a\"\r\nroot ::= \"b\"", "line 2, column 1: rule 'root' is defined twice" },
        { "root ::= \"a\"\rb ::= c", "line 2, column 7: rule 'c' is not defined" },
        { "root ::= item\nitem ::= \"日本\" other", "line 2, column 15: rule 'other' is not defined" },
        { "root ::= a_b\na ::= \"\"", "line 1, column 11: expected an item" },
        { "item ::= \"a\"", "a grammar needs a rule named 'root'" },
        { "", "a grammar needs a rule named 'root'" },
        { " # nothing here\n", "a grammar needs a rule named 'root'" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Parse_MalformedGrammar_SaysWhereAndWhy(string gbnf, string message)
    {
        var error = Assert.Throws<RequestException>(() => GbnfParser.Parse(gbnf, GrammarLimits.Default));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.InvalidGrammar, error.Code);
        Assert.Equal("grammar", error.Parameter);
    }

    public static TheoryData<string, string> TooLarge => new()
    {
        { new string(' ', RequestValidator.MaxConstraintLength + 1), "a grammar has at most 65536 characters, this one has 65537" },
        { "root ::= " + new string('(', 101) + "\"a\"" + new string(')', 101), "line 1, column 110: groups nest at most 100 deep" },
        { "root ::= " + new string('(', 60_000), "line 1, column 110: groups nest at most 100 deep" },
        { "root ::= \"a\"" + new string('?', 60_000), "line 1, column 412: groups and repetitions nest at most 100 deep" },
        { "root ::= \"ab\"{30000}", "line 1, column 10: this repetition stands for 60000 elements; a grammar has at most 50000" },
        { "root ::= (((((([^x]*){0,99}){0,99}){0,99}){0,99}){0,99}){0,99}", "line 1, column 13: this repetition stands for" },
        { "root ::= ((((((\"\"){0,9999}){0,9999}){0,9999}){0,9999}){0,9999}){0,9999}", "line 1, column 14: this repetition stands for" },
        { "root ::= \"a\"{30000} \"a\"{20000}", "line 1, column 1: a grammar has at most 50000 elements" },
    };

    [Theory]
    [MemberData(nameof(TooLarge))]
    public void Parse_GrammarAboveALimit_NamesTheLimit(string gbnf, string message)
    {
        var error = Assert.Throws<RequestException>(() => GbnfParser.Parse(gbnf, GrammarLimits.Default));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TooManyRules_NamesTheLimit()
    {
        var limits = GrammarLimits.Default with { MaxRules = 2 };

        var error = Assert.Throws<RequestException>(() => GbnfParser.Parse("root ::= a\na ::= \"\" b", limits));

        Assert.Equal("line 2, column 10: a grammar has at most 2 rules", error.Message);
    }

    [Theory]
    [InlineData("root ::=\n\n  \"a\" # comment\n\n")]
    [InlineData("root ::= \"a\" |\n  # comment\n  \"b\"\n")]
    [InlineData("# comment\r\nroot ::= (\r\n \"a\"\r\n # comment\r\n | \"b\"\r\n)\r\n")]
    [InlineData("root\t::=\t(\n\"a\"\n*\n)")]
    [InlineData("root ::= a{ 1 , 2 }\na ::= \"a\"\n")]
    [InlineData("root ::= (\"a\" {\n 1 , \n 2 \n})")]
    [InlineData("   root ::= Item-1\nItem-1::=\"a\"")]
    public void Parse_AllowedLayout_MatchesTheSame(string gbnf) => Assert.True(GrammarTester.Matches(GrammarTester.Compile(gbnf), "a"));

    [Fact]
    public void Parse_EmptyRuleBetweenOthers_MatchesTheEmptyText()
    {
        // A line end after '::=' goes on with the body, so an empty rule needs a mark of its own.
        var syntax = GbnfParser.Parse("root ::= none\nnone ::= \"\"\n", GrammarLimits.Default);

        Assert.Equal(["root", "none"], syntax.Rules.Select(rule => rule.Name));
        Assert.Equal("", Encoding.UTF8.GetString(Assert.IsType<LiteralNode>(syntax.Rules[1].Body).Utf8));
    }

    [Fact]
    public void Parse_RandomText_ThrowsNothingElse()
    {
        const string Pieces = "root ::= \"ab\" [a-z] ( ) | * + ? { } , 1 2 \\ - ^ . # \n \r ::= x n u U é 日 😀 < ! ] \0";
        var pieces = Pieces.Split(' ');
        var random = new Random(20260);
        var parsed = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var text = "root ::= " + string.Concat(random.GetItems(pieces, random.Next(12)));
            try
            {
                _ = GrammarProgramBuilder.Build(GbnfParser.Parse(text, GrammarLimits.Default), GrammarLimits.Default);
                parsed++;
            }
            catch (RequestException error)
            {
                Assert.Equal(ErrorCode.InvalidGrammar, error.Code);
            }
        }

        Assert.InRange(parsed, 500, 19_500);
    }
}
