module scipix

go 1.19
