//! Codes of countries (ISO 3166-1), and what people write instead.

/// Whether this is a country (ISO 3166-1), a part of one, the European Union (`EU`), or everywhere (`ZZ`); if not, what to
/// write. An empty one is the reader of
/// YAML's to report.
pub fn country(code: &str) -> Result<(), String> {
    let (country, part) = code.split_once('-').unwrap_or((code, "X"));
    let is_part =
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if code.is_empty()
        || matches!(country, "ZZ" | "EU")
        || is_part && COUNTRIES.split(' ').any(|known| known == country)
    {
        return Ok(());
    }
    let capitals = code.to_uppercase();
    Err(match capitals.as_str() {
        "UK" | "ENGLAND" | "BRITAIN" => {
            "Write `GB`; a part of it is `GB-ENG`, `GB-SCT`, `GB-WLS` or `GB-NIR`.".to_owned()
        }
        _ if capitals != code && country_exists(&capitals) => format!("Write `{capitals}`, in capitals."),
        _ => "Write two capital letters, as in `GB`, `IE` or `US`; `ZZ` is everywhere.".to_owned(),
    })
}

fn country_exists(code: &str) -> bool {
    COUNTRIES.split(' ').any(|known| known == code)
}

/// The officially assigned two-letter codes of ISO 3166-1.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV \
    BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR \
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG \
    KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX \
    MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG \
    SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG \
    VI VN VU WF WS YE YT ZA ZM ZW";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_by_their_codes() {
        for code in ["GB", "GB-ENG", "ZZ", "US", "ZW", "AU-NSW"] {
            assert_eq!(country(code), Ok(()), "{code}");
        }
        for (code, help) in [("UK", "`GB`"), ("ie", "`IE`"), ("England", "`GB-ENG`"), ("XQ", "two capital letters")] {
            assert!(country(code).unwrap_err().contains(help), "{code}");
        }
    }
}
