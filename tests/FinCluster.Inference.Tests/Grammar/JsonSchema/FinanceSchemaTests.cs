namespace FinCluster.Inference.Tests.Grammar.JsonSchema;

/// <summary>Schemas as brokerage applications send them.</summary>
public sealed class FinanceSchemaTests
{
    [Fact]
    public void Kpis_InStrictMode_ComeComplete() => SchemaCheck.Accepts(
        """
        {"type":"object","properties":{
           "revenue":{"type":"number","description":"in millions"},"eps":{"type":"number"},
           "currency":{"type":"string","enum":["CNY","USD","HKD"]},"period":{"type":"string","pattern":"^20\\d{2}(Q[1-4]|H[12])?$"},
           "guidance":{"type":["number","null"]}},
         "required":["revenue","eps","currency","period","guidance"],"additionalProperties":false}
        """,
        [
            """{"revenue":1646.99,"eps":-0.25,"currency":"CNY","period":"2024Q3","guidance":null}""",
            "{\n  \"revenue\": 12,\n  \"eps\": 1.5,\n  \"currency\": \"USD\",\n  \"period\": \"2024\",\n  \"guidance\": 13.5\n}",
        ],
        [
            """{"revenue":"1646.99","eps":1,"currency":"CNY","period":"2024Q3","guidance":null}""",
            """{"revenue":1,"eps":1,"currency":"EUR","period":"2024Q3","guidance":null}""",
            """{"revenue":1,"eps":1,"currency":"CNY","period":"2024Q5","guidance":null}""",
            """{"revenue":1,"eps":1,"currency":"CNY","period":"2024Q3"}""",
        ]);

    [Fact]
    public void Order_WithVariants_TiesThePriceToTheType() => SchemaCheck.Accepts(
        """
        {"type":"object","properties":{
           "symbol":{"type":"string","pattern":"^\\d{6}\\.(SH|SZ|BJ)$"},"side":{"enum":["buy","sell"]},
           "quantity":{"type":"integer","minimum":100,"maximum":1000000},
           "price":{"anyOf":[{"$ref":"#/$defs/limit"},{"$ref":"#/$defs/market"}]},
           "validUntil":{"type":"string","format":"date"},
           "id":{"type":"string","format":"uuid"}},
         "required":["symbol","side","quantity","price"],"additionalProperties":false,
         "$defs":{
           "limit":{"type":"object","properties":{"type":{"const":"limit"},"value":{"type":"number","exclusiveMinimum":0,"maximum":99999.99}},"required":["type","value"],"additionalProperties":false},
           "market":{"type":"object","properties":{"type":{"const":"market"}},"required":["type"],"additionalProperties":false}}}
        """,
        [
            """{"symbol":"600519.SH","side":"buy","quantity":100,"price":{"type":"limit","value":1688.5},"validUntil":"2025-06-30"}""",
            """{"symbol":"000001.SZ","side":"sell","quantity":1000000,"price":{"type":"market"}}""",
        ],
        [
            """{"symbol":"600519.SH","side":"buy","quantity":99,"price":{"type":"market"}}""",
            """{"symbol":"600519.SH","side":"buy","quantity":100,"price":{"type":"limit","value":0}}""",
            """{"symbol":"600519.SH","side":"buy","quantity":100,"price":{"type":"limit","value":100000}}""",
            """{"symbol":"600519.SH","side":"buy","quantity":100,"price":{"type":"market","value":1}}""",
            """{"symbol":"600519.SH","side":"buy","quantity":100,"price":{"type":"market"},"validUntil":"2025-06-31"}""",
            """{"symbol":"AAPL","side":"buy","quantity":100,"price":{"type":"market"}}""",
        ]);

    [Fact]
    public void Announcement_InChinese_KeepsItsNames() => SchemaCheck.Accepts(
        """
        {"type":"object","properties":{
           "公司":{"type":"string","minLength":2,"maxLength":20},"代码":{"type":"string","pattern":"^[0-9]{6}$"},
           "公告类型":{"enum":["业绩预告","分红","增减持","其他"]},
           "要点":{"type":"array","items":{"type":"string","minLength":1},"minItems":1,"maxItems":3},
           "每股派息":{"type":"number","minimum":0,"nullable":true}},
         "required":["公司","代码","公告类型","要点"]}
        """,
        [
            """{"公司":"平安银行","代码":"000001","公告类型":"分红","要点":["每10股派7.19元"],"每股派息":0.719}""",
            """{"公司":"平安银行","代码":"000001","公告类型":"其他","要点":["a","b","c"],"每股派息":null}""",
        ],
        [
            """{"公司":"平","代码":"000001","公告类型":"分红","要点":["a"]}""",
            """{"公司":"平安银行","代码":"000001","公告类型":"重组","要点":["a"]}""",
            """{"公司":"平安银行","代码":"000001","公告类型":"分红","要点":[]}""",
            """{"公司":"平安银行","代码":"000001","公告类型":"分红","要点":["a"],"每股派息":-1}""",
        ]);

    [Fact]
    public void Portfolio_OfRecursiveBuckets_AddsUpInShape() => SchemaCheck.Accepts(
        """
        {"$ref":"#/definitions/Bucket","definitions":{"Bucket":{"type":"object","title":"Bucket","properties":{
           "name":{"type":"string","title":"Name"},
           "weight":{"type":"number","minimum":0,"maximum":1},
           "children":{"anyOf":[{"type":"array","items":{"$ref":"#/definitions/Bucket"}},{"type":"null"}],"default":null}},
         "required":["name","weight"]}}}
        """,
        [
            """{"name":"all","weight":1,"children":[{"name":"bonds","weight":0.4},{"name":"stocks","weight":0.6,"children":[]}]}""",
            """{"name":"all","weight":1.0,"children":null}""",
        ],
        ["""{"name":"all","weight":1.01}""", """{"name":"all","weight":0.5,"children":[{"name":"x"}]}"""]);
}
