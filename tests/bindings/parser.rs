//! The parser of the header takes declarations in any layout, and fails at those that it does not know.

use std::panic;

use crate::header_model::{Header, Kind, Value};

#[test]
fn layout_of_comments_does_not_matter() {
    let tight = "typedef int32_t ScipixX;\n#define SCIPIX_X_A -1\nScipixX scipix_f(const ScipixX *const *a,size_t n);";
    let wide = "
        /** The type.
         *
         *  @see nothing
         */
        typedef int32_t ScipixX; /* an aside */
        /** The one. */
        #define SCIPIX_X_A -1 // the end
        ScipixX scipix_f(
            const struct ScipixX *const *a, /* many */
            size_t n
        );
        #ifdef __cplusplus
        class Anything {};
        #endif";
    for (text, doc) in [(tight, ""), (&wide.replace(" // the end", ""), "The one.")] {
        let header = Header::parse(text);
        assert!(matches!(header.kind("ScipixX"), Some(Kind::Alias(of)) if of == "int32_t"));
        let [("A", constant)] = header.enumerators("ScipixX")[..] else { panic!("SCIPIX_X_A is no enumerator") };
        assert_eq!((constant.value, constant.doc.as_str()), (Value::Int(-1), doc));
        let [function] = &header.functions[..] else { panic!("not one function") };
        let types: Vec<_> = function.params.iter().map(|param| param.ty.c() + &param.name).collect();
        assert_eq!(types, ["const ScipixX *const *a", "size_t n"]);
    }
}

#[test]
fn docs_are_a_text_and_parameters() {
    let header = Header::parse(
        "/** Turns, and
          * turns on. @threadsafe
          *
          * @param x  the first,
          *           over two lines
          * @param y  the other
          * @return OK */
         void scipix_f(int32_t x, int32_t y);",
    );
    let doc = &header.functions[0].doc;
    assert_eq!(doc.brief, "Turns, and turns on.");
    assert_eq!((doc.param("x"), doc.param("y")), ("the first, over two lines", "the other"));
}

#[test]
fn structs_and_values() {
    let header = Header::parse(
        "typedef struct ScipixA ScipixA; typedef void (*ScipixFn)(void *user_data);
         typedef struct ScipixS { /** One. */ uint64_t x[2]; struct ScipixA *a; ScipixFn fn; } ScipixS;
         #define SCIPIX_BIT (1ull << 40)
         #define SCIPIX_MOST UINT64_MAX",
    );
    let (_, fields) = header.structs().next().expect("a struct");
    let found: Vec<_> = fields.iter().map(|field| (field.ty.c() + &field.name, field.array)).collect();
    assert_eq!(found, [("uint64_t x".into(), Some(2)), ("ScipixA *a".into(), None), ("ScipixFn fn".into(), None)]);
    let values: Vec<_> = header.constants.iter().map(|constant| constant.value).collect();
    assert_eq!(values, [Value::Bit(40), Value::U64Max]);
    assert!(matches!(header.kind("ScipixA"), Some(Kind::Opaque)));
}

#[test]
fn unknown_declarations_fail() {
    for text in [
        "typedef enum ScipixX { A } ScipixX;",
        "typedef struct ScipixX { int32_t bits : 3; } ScipixX;",
        "typedef struct ScipixX { int32_t a[2][2]; } ScipixX;",
        "typedef struct ScipixX { int32_t a; } ScipixY;",
        "typedef struct ScipixX { void (*f)(void); } ScipixX;",
        "struct ScipixX;",
        "extern int32_t scipix_x;",
        "void scipix_f();",
        "void scipix_f(int32_t);",
        "void scipix_f(int32_t a[3]);",
        "void scipix_f(int32_t a, ...);",
        "void scipix_f(ScipixUnknown *a);",
        "void scipix_f(unsigned int a);",
        "#define SCIPIX_X \"text\"",
        "#define SCIPIX_X(a) a",
        "#define SCIPIX_X \\\n 1",
        "#pragma once",
        "void scipix_f(void)",
    ] {
        let parsed = panic::catch_unwind(|| Header::parse(text));
        assert!(parsed.is_err(), "was taken: {text}");
    }
}
