# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_scipix_global_optspecs
    string join \n h/help V/version
end

function __fish_scipix_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_scipix_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_scipix_using_subcommand
    set -l cmd (__fish_scipix_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c scipix -n "__fish_scipix_needs_command" -s h -l help -d 'Print help'
complete -c scipix -n "__fish_scipix_needs_command" -s V -l version -d 'Print version'
complete -c scipix -n "__fish_scipix_needs_command" -f -a "detect-features" -d 'Print the features of this processor and the SIMD level in use'
complete -c scipix -n "__fish_scipix_needs_command" -f -a "quantize" -d 'Write the weights of a safetensors file as bytes'
complete -c scipix -n "__fish_scipix_needs_command" -f -a "clean" -d 'Clean scanned pages for OCR'
complete -c scipix -n "__fish_scipix_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c scipix -n "__fish_scipix_using_subcommand detect-features" -l json -d 'Print JSON'
complete -c scipix -n "__fish_scipix_using_subcommand detect-features" -s h -l help -d 'Print help'
complete -c scipix -n "__fish_scipix_using_subcommand quantize" -l element -d 'Type of the bytes' -r -f -a "i8\t''
u8\t''"
complete -c scipix -n "__fish_scipix_using_subcommand quantize" -l scheme -d 'Quantisation scheme: symmetric (zero point in the middle) or affine (full range)' -r -f -a "symmetric\t''
affine\t''"
complete -c scipix -n "__fish_scipix_using_subcommand quantize" -l granularity -d 'One scale and zero point per channel, or one for the tensor' -r -f -a "channel\t''
tensor\t''"
complete -c scipix -n "__fish_scipix_using_subcommand quantize" -l axis -d 'The axis of the channels; negative counts from the end [default: 0]' -r
complete -c scipix -n "__fish_scipix_using_subcommand quantize" -l calibration -d 'The range that the bytes cover: all of it, all but a few values, or the one of least mean square error' -r -f -a "minmax\t''
percentile\t''
mse\t''"
complete -c scipix -n "__fish_scipix_using_subcommand quantize" -l percentile -d 'Percentage of the values within the range, above 50 and up to 100 [default: 99.9]' -r
complete -c scipix -n "__fish_scipix_using_subcommand quantize" -l include -d 'Quantise only tensors of these names, in which * stands for anything; may be given again' -r
complete -c scipix -n "__fish_scipix_using_subcommand quantize" -l exclude -d 'Leave tensors of these names as they are; may be given again' -r
complete -c scipix -n "__fish_scipix_using_subcommand quantize" -l in-place -d 'Replace IN; OUT is IN or left out'
complete -c scipix -n "__fish_scipix_using_subcommand quantize" -l narrow -d 'Leave out the least byte: -127 to 127, or 1 to 255'
complete -c scipix -n "__fish_scipix_using_subcommand quantize" -l json -d 'Print the report as JSON'
complete -c scipix -n "__fish_scipix_using_subcommand quantize" -l quiet -d 'Print no progress bar, and no report but that of --json'
complete -c scipix -n "__fish_scipix_using_subcommand quantize" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c scipix -n "__fish_scipix_using_subcommand clean" -l polarity -d 'Invert pages with light text on dark' -r -f -a "auto\t''
off\t''
on\t''"
complete -c scipix -n "__fish_scipix_using_subcommand clean" -l orientation -d 'Turn by 90, 180 or 270 degrees' -r -f -a "auto\t''
off\t''
on\t''"
complete -c scipix -n "__fish_scipix_using_subcommand clean" -l skew -d 'Make lines of text level' -r -f -a "auto\t''
off\t''
on\t''"
complete -c scipix -n "__fish_scipix_using_subcommand clean" -l borders -d 'Paint black borders with paper' -r -f -a "auto\t''
off\t''
on\t''"
complete -c scipix -n "__fish_scipix_using_subcommand clean" -l background -d 'Make the light on the paper even' -r -f -a "auto\t''
off\t''
on\t''"
complete -c scipix -n "__fish_scipix_using_subcommand clean" -l denoise -d 'Smooth noise' -r -f -a "auto\t''
off\t''
on\t''"
complete -c scipix -n "__fish_scipix_using_subcommand clean" -l lines -d 'Remove ruling lines' -r -f -a "auto\t''
off\t''
on\t''"
complete -c scipix -n "__fish_scipix_using_subcommand clean" -l despeckle -d 'Remove specks' -r -f -a "auto\t''
off\t''
on\t''"
complete -c scipix -n "__fish_scipix_using_subcommand clean" -l format -d 'Format of the files in a folder [default: that of each file read]' -r -f -a "png\t''
jpeg\t''
tiff\t''"
complete -c scipix -n "__fish_scipix_using_subcommand clean" -l report -d 'Write an HTML page with pictures and what was done' -r -F
complete -c scipix -n "__fish_scipix_using_subcommand clean" -l jobs -d 'Number of files worked on at once [default: one for each processor]' -r
complete -c scipix -n "__fish_scipix_using_subcommand clean" -l keep-size -d 'Keep the size of a page that is made level: corners may be cut off'
complete -c scipix -n "__fish_scipix_using_subcommand clean" -l bits -d 'Write black and white instead of gray'
complete -c scipix -n "__fish_scipix_using_subcommand clean" -l show -d 'Write a picture of each page before and after beside the page: NAME.show.png, NAME.2.show.png, ...'
complete -c scipix -n "__fish_scipix_using_subcommand clean" -l quiet -d 'Print no progress bar and no list of what was done'
complete -c scipix -n "__fish_scipix_using_subcommand clean" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c scipix -n "__fish_scipix_using_subcommand help; and not __fish_seen_subcommand_from detect-features quantize clean help" -f -a "detect-features" -d 'Print the features of this processor and the SIMD level in use'
complete -c scipix -n "__fish_scipix_using_subcommand help; and not __fish_seen_subcommand_from detect-features quantize clean help" -f -a "quantize" -d 'Write the weights of a safetensors file as bytes'
complete -c scipix -n "__fish_scipix_using_subcommand help; and not __fish_seen_subcommand_from detect-features quantize clean help" -f -a "clean" -d 'Clean scanned pages for OCR'
complete -c scipix -n "__fish_scipix_using_subcommand help; and not __fish_seen_subcommand_from detect-features quantize clean help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
