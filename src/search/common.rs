//! Words that say little in any text of a language. They stay in the index and can be found; a query's other words just
//! count for more. On a site of thirty pages the rarity of a word is chance: `really` may well be rarer than `therapist`.

/// The words, folded; none for a language that we have no list of.
pub fn words(language: &str) -> Vec<&'static str> {
    match language.split('-').next() {
        Some("en") => ENGLISH.split_whitespace().collect(),
        _ => Vec::new(),
    }
}

const ENGLISH: &str = "a about actually after again all also always am an and another any anyone anything are arent as at be \
    because been before being best better but by can cant come could couldnt did didnt do does doesnt doing dont each else even \
    ever every everything few for from get getting give go goes going good got had has have havent having he her here hers him \
    his how i if ill im in into is isnt it its ive just keep know less let like look lot made make makes many may maybe me \
    mean means might mine more most much must my myself need never new next no not nothing now of off on once one only or other our out over \
    own people please put quite rather really right same say says see seem she should shouldnt since so some someone \
    something sometimes still such take than that thats the their them then there these they theyre thing things think this \
    those though through to too tried try trying two under until up us use used using very want wants was wasnt way we well went were \
    what whats when where which while who whos why will with without wont would wouldnt yes yet you your youre \
    shell hell well ill youll theyll itll thatll id hed shed wed youd theyd ive youve weve theyve shes hes theres heres lets \
    havent hasnt hadnt arent werent mustnt neednt gonna wanna gotta kinda bit lol pls plz u ur r \
    2 4 b4 bc bcs cos coz cuz idk imo n omg ppl rn tbh tho thru w";
