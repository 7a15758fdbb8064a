namespace FinCluster.Core.Text;

/// <summary>The simplified form of traditional characters that questions about finance hold.</summary>
/// <remarks>Signals read simplified text. A character that is missing here costs a signal, never an error.</remarks>
internal static class SimplifiedForms
{
    // Pairs: the traditional character, then the simplified one.
    private const string Pairs =
        "現现臺台灣湾積积電电價价匯汇幣币證证劵券買买賣卖漲涨虧亏貸贷債债務务險险費费額额幾几麼么個个為为這这們们請请問问說说釋释" +
        "銀银資资產产業业營营報报紙纸開开關关戶户對对應应該该號号會会員员計计數数據据點点預预測测時时間间實实則则規规稅税單单雙双" +
        "總总經经濟济國国際际區区別别後后從从種种類类書书寫写給给選选擇择風风顯显圖图標标準准備备補补償偿貨货權权轉转換换紅红歷历" +
        "獲获獎奖優优農农養养醫医藥药傷伤壽寿歲岁財财貿贸滙汇順顺減减損损盤盘線线條条項项認认購购贖赎遠远運运動动勢势創创較较長长" +
        "頭头萬万億亿兩两廠厂發发佈布變变週周嗎吗樣样裡里過过還还當当讓让幫帮兒儿錢钱鐘钟門门閉闭無无與与專专東东內内氣气處处辦办" +
        "強强隨随學学習习義义舉举構构觀观檔档場场熱热連连續续啟启聯联儲储極极約约納纳網网練练組组織织結结統统級级績绩維维綜综繳缴" +
        "訂订記记訊讯許许設设訪访評评試试話话詢询誤误談谈調调論论諮咨講讲護护豐丰負负貢贡貴贵賠赔賬账賺赚賽赛贏赢趨趋跡迹車车軍军" +
        "軟软載载輕轻輪轮輸输達达遞递適适鄰邻釐厘針针鋼钢錄录錯错鐵铁閱阅陰阴陽阳難难離离雜杂靈灵靜静頁页領领題题願愿顧顾飛飞飯饭" +
        "館馆驗验驚惊體体鬥斗黃黄齊齐";

    /// <summary>Writes the pairs into a table of replacements, by character.</summary>
    public static void AddTo(char[] single)
    {
        for (int i = 0; i < Pairs.Length; i += 2)
        {
            single[Pairs[i]] = Pairs[i + 1];
        }
    }
}
