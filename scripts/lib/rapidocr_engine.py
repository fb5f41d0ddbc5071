"""RapidOCR with the models of PP-OCRv4 (the package rapidocr_onnxruntime) or PP-OCRv6 (rapidocr)."""


def engine(version, threads, lines_at_once):
    """Returns a function that reads a file: lines of corners, text and probability, and the seconds of its three steps."""
    if version == "v4":
        from rapidocr_onnxruntime import RapidOCR

        read = RapidOCR(intra_op_num_threads=threads, inter_op_num_threads=1, rec_batch_num=lines_at_once)

        def lines_of(file):
            found, seconds = read(file)
            return [[corners, text, float(score)] for corners, text, score in found or []], seconds or [0, 0, 0]

        return lines_of

    from rapidocr import RapidOCR

    options = {"intra_op_num_threads": threads, "inter_op_num_threads": 1}
    params = {f"EngineConfig.onnxruntime.{name}": value for name, value in options.items()}
    read = RapidOCR(params={**params, "Rec.rec_batch_num": lines_at_once, "Global.log_level": "error"})
    read._load_det_model(), read._load_cls_model(), read._load_rec_model()  # else the first page pays for it

    def lines_of(file):
        found = read(file)
        if not found.txts:
            return [], [0, 0, 0]
        return [list(line) for line in zip(found.boxes.tolist(), found.txts, map(float, found.scores))], found.elapse_list

    return lines_of
