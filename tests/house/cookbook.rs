//! The cookbook of the book covers the header: each chapter has a recipe, and what a recipe says it shows, its programs call.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Functions of C by chapter. Chapters of types alone have none.
type Chapters = BTreeMap<String, BTreeSet<String>>;

/// Names by which a program of C++ may call each function of C.
type Wrappers = BTreeMap<String, BTreeSet<String>>;

struct Recipe {
    name: String,
    text: String,
}

impl Recipe {
    /// The text of the programs alone.
    fn programs(&self) -> String {
        let mut inside = false;
        let mut programs = String::new();
        for line in self.text.lines() {
            match line.strip_prefix("```") {
                Some(language) => inside = !language.is_empty() && language != "text",
                None if inside => programs.extend([line, "\n"]),
                None => {}
            }
        }
        programs
    }

    /// The text from the link to the reference on: functions that are shown, and after "See also" those that are not.
    fn reference(&self) -> &str {
        self.text.split_once("\n[Reference](../reference.md): ").map_or("", |(_, reference)| reference)
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Words that name functions of the library.
fn functions(text: &str) -> impl Iterator<Item = &str> {
    words(text).filter(|word| word.starts_with("scipix_"))
}

fn chapters(header: &str) -> Chapters {
    let mut chapters = Chapters::new();
    let mut current = String::new();
    for line in header.lines() {
        if let Some(rest) = line.strip_prefix(" * @defgroup ") {
            current = rest.split(' ').next().unwrap_or_default().to_string();
            chapters.entry(current.clone()).or_default();
        } else if !line.starts_with([' ', '/', '#', '}']) && line.contains('(') && !line.starts_with("typedef") {
            let before = line.split('(').next().unwrap_or_default();
            let names = functions(before).map(str::to_string);
            chapters.entry(current.clone()).or_default().extend(names);
        }
    }
    chapters
}

/// The name of the function that a line of C++ begins to declare.
fn declared(code: &str) -> Option<&str> {
    let (before, _) = code.split_once('(')?;
    let statement = ["return ", "const auto", "if ", "for ", "auto ", "static_"];
    let is_declared =
        !code.ends_with(';') && !before.contains(['=', '/']) && !statement.iter().any(|word| code.starts_with(word));
    words(before).last().filter(|_| is_declared)
}

/// The names by which the C++ headers offer each function: that of the function or type around each call.
fn wrappers(headers: &[String]) -> Wrappers {
    let mut wrappers = Wrappers::new();
    for header in headers {
        let (mut function, mut class) = ("", "");
        for line in header.lines() {
            let code = line.trim_start();
            let indent = line.len() - code.len();
            if let Some(rest) = code.strip_prefix("class ") {
                class = words(rest).next().unwrap_or_default();
            }
            if let Some(rest) = code.strip_prefix("using ").filter(|rest| rest.contains("_init>")) {
                function = words(rest).next().unwrap_or_default();
            } else if indent <= 2
                && let Some(name) = declared(code)
            {
                function = name;
            }
            let is_constructor = ["make", "open", "start"].contains(&function);
            for name in functions(code) {
                let offered = if is_constructor { class } else { function };
                wrappers.entry(name.to_string()).or_default().insert(offered.to_string());
            }
        }
    }
    wrappers
}

/// Whether a program calls a function, by its name or by one of those of C++.
fn is_called(function: &str, programs: &str, wrappers: &Wrappers) -> bool {
    let offered = wrappers.get(function);
    words(programs).any(|word| word == function || offered.is_some_and(|names| names.contains(word)))
}

fn complaints(recipes: &[Recipe], index: &str, chapters: &Chapters, wrappers: &Wrappers) -> Vec<String> {
    let mut found = Vec::new();
    let all: BTreeSet<&str> = chapters.values().flatten().map(String::as_str).collect();
    let mut covered = BTreeSet::new();
    for recipe in recipes {
        let (name, programs) = (&recipe.name, recipe.programs());
        let has_c = recipe.text.contains("```c\n") || recipe.text.contains("```cpp\n");
        if !index.contains(&format!("({name}.md)")) {
            found.push(format!("{name}: index.md does not list it"));
        }
        if programs.is_empty() || !recipe.text.contains("```\n\n```text\n") {
            found.push(format!("{name}: has no program with its output"));
        }
        covered.extend(words(recipe.reference()).filter(|word| chapters.get(*word).is_some_and(BTreeSet::is_empty)));
        let (shown, _) = recipe.reference().split_once("See also").unwrap_or((recipe.reference(), ""));
        let shown: Vec<_> = functions(shown).collect();
        for function in functions(recipe.reference()) {
            if !all.contains(function) {
                found.push(format!("{name}: refers to {function}, which the header does not have"));
            } else if is_called(function, &programs, wrappers) {
                covered.extend(
                    chapters.iter().filter(|(_, of)| of.contains(function)).map(|(chapter, _)| chapter.as_str()),
                );
            } else if has_c && shown.contains(&function) {
                found.push(format!("{name}: refers to {function}, which its programs do not call"));
            }
        }
    }
    let missing = chapters.keys().filter(|chapter| !covered.contains(chapter.as_str()));
    found.extend(missing.map(|chapter| format!("chapter {chapter} of the header has no recipe")));
    found
}

fn read(folder: &Path, ending: &str) -> Vec<Recipe> {
    let entries = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("an entry").path());
    let files = entries.filter(|path| path.extension().is_some_and(|found| found == ending));
    let read = |path: std::path::PathBuf| Recipe {
        name: path.file_stem().expect("a name").to_string_lossy().into_owned(),
        text: fs::read_to_string(&path).expect("a text"),
    };
    files.map(read).collect()
}

/// The name of a recipe in the index of recipes.
fn label<'a>(index: &'a str, name: &str) -> Option<&'a str> {
    let before = index.split_once(&format!("]({name}.md)"))?.0;
    before.rsplit_once('[').map(|(_, label)| label)
}

/// The chapter of the book that lists each function of C with the recipes that refer to it or call it.
fn function_index(recipes: &[Recipe], index: &str, chapters: &Chapters, wrappers: &Wrappers) -> String {
    let mut text =
        "# Index of functions\n\nEach function of C that a recipe shows or refers to, by chapters of the header. The \
                    [references](reference.md) have all of them.\n"
            .to_owned();
    for (chapter, functions_of_it) in chapters {
        let mut rows = String::new();
        for function in functions_of_it {
            let names = |recipe: &&Recipe| {
                functions(recipe.reference()).any(|name| name == function)
                    || is_called(function, &recipe.programs(), wrappers)
                        && functions(&recipe.text).any(|name| name == function)
            };
            let links: Vec<_> = recipes
                .iter()
                .filter(names)
                .map(|it| format!("[{}](cookbook/{}.md)", label(index, &it.name).expect("its name"), it.name))
                .collect();
            if !links.is_empty() {
                rows += &format!("| `{function}` | {} |\n", links.join(", "));
            }
        }
        if !rows.is_empty() {
            text += &format!("\n## {chapter}\n\n| function | recipes |\n| --- | --- |\n{rows}");
        }
    }
    text
}

/// Reads the recipes with their index, the chapters of the header, and the names that C++ offers.
fn tree() -> (Vec<Recipe>, String, Chapters, Wrappers) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (index, mut recipes): (Vec<_>, Vec<_>) =
        read(&root.join("docs/book/src/cookbook"), "md").into_iter().partition(|recipe| recipe.name == "index");
    recipes.sort_by(|a, b| a.name.cmp(&b.name));
    let chapters = chapters(&fs::read_to_string(root.join("include/scipix.h")).expect("the header"));
    let headers: Vec<_> = read(&root.join("include/scipix"), "hpp").into_iter().map(|header| header.text).collect();
    let index = index.into_iter().next().expect("index.md").text;
    (recipes, index, chapters, wrappers(&headers))
}

#[test]
fn each_chapter_of_the_header_has_a_recipe() {
    let (recipes, index, chapters, wrappers) = tree();
    assert!(recipes.len() >= 28, "only {} recipes were found", recipes.len());
    let complaints = complaints(&recipes, &index, &chapters, &wrappers);
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn the_list_of_chapters_names_recipes_as_their_index_does() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/book/src/SUMMARY.md");
    let summary = fs::read_to_string(path).expect("a list of chapters");
    let (recipes, index, ..) = tree();
    for Recipe { name, .. } in &recipes {
        let label = label(&index, name).expect("its name");
        assert!(
            summary.contains(&format!("- [{label}](cookbook/{name}.md)\n")),
            "SUMMARY.md does not call {name} {label:?}"
        );
    }
}

/// `SCIPIX_UPDATE_INDEX=1` writes it anew.
#[test]
fn the_index_of_functions_is_todays() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/book/src/functions.md");
    let (recipes, names, chapters, wrappers) = tree();
    let index = function_index(&recipes, &names, &chapters, &wrappers);
    if std::env::var_os("SCIPIX_UPDATE_INDEX").is_some() {
        fs::write(&path, &index).expect("the index is writable");
    }
    assert!(index.contains("[Plain bytes](cookbook/plain-bytes.md)"), "{index}");
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == index,
        "stale: SCIPIX_UPDATE_INDEX=1 cargo test --test house"
    );
}

#[test]
fn each_gap_in_the_cookbook_is_found() {
    let chapters =
        chapters(" * @defgroup pool Pools\nScipixStatus scipix_pool_new(int);\n * @defgroup element Types\n");
    let wrappers = wrappers(&["class Pool {\n  static Pool make() {\n    scipix_pool_new(1);\n  }\n".to_string()]);
    let complaints_of = |text: &str, index: &str| {
        complaints(&[Recipe { name: "pools".to_string(), text: text.to_string() }], index, &chapters, &wrappers)
    };
    let good = "```cpp\nscipix::Pool pool;\n```\n\n```text\n```\n\n[Reference](../reference.md): pool: `scipix_pool_new`; element.\n";
    assert_eq!(complaints_of(good, "(pools.md)"), Vec::<String>::new());
    for (text, index, expected) in [
        (good.to_string(), "", "index.md does not list it"),
        (good.replace("```text\n```\n", ""), "(pools.md)", "no program with its output"),
        (good.replace("Pool pool", "Arena arena"), "(pools.md)", "its programs do not call"),
        (good.replace("_pool_new", "_pool_make"), "(pools.md)", "the header does not have"),
        (good.replace("; element", ""), "(pools.md)", "chapter element of the header has no recipe"),
        (good.replace("pool: `scipix_pool_new`; ", ""), "(pools.md)", "chapter pool of the header has no recipe"),
    ] {
        let found = complaints_of(&text, index);
        assert!(found.iter().any(|complaint| complaint.contains(expected)), "{expected} is not among {found:?}");
    }
}
